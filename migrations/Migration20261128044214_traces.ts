import { Migration } from '@mikro-orm/migrations';

export class Migration20261128044214_traces extends Migration {
  override name = 'Migration20261128044214_traces';

  override up(): void | Promise<void> {
    this.addSql(`alter table "jobs" add "trace_parent" varchar(55) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "jobs" drop column "trace_parent";`);
  }
}
