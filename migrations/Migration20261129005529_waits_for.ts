import { Migration } from '@mikro-orm/migrations';

export class Migration20261129005529_waits_for extends Migration {
  override name = 'Migration20261129005529_waits_for';

  override up(): void | Promise<void> {
    this.addSql(`alter table "job_steps" add "waits_for" varchar(40) null;`);
    this.addSql(
      `create index "job_steps_line_index" on "job_steps" ("waits_for", "priority" desc, "turn", "id") where "state" = 'waiting' and "waits_for" is not null;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "job_steps_line_index";`);
    this.addSql(`alter table "job_steps" drop column "waits_for";`);
  }
}
