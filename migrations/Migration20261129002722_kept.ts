import { Migration } from '@mikro-orm/migrations';

export class Migration20261129002722_kept extends Migration {
  override name = 'Migration20261129002722_kept';

  override up(): void | Promise<void> {
    this.addSql(`alter table "job_steps" add "kept" jsonb null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "job_steps" drop column "kept";`);
  }
}
