import { Migration } from '@mikro-orm/migrations';

export class Migration20261128003612_cache extends Migration {
  override name = 'Migration20261128003612_cache';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "job_steps" add "input_hash" varchar(64) null, add "cached" boolean not null default false, add "fresh" boolean not null default false;`,
    );
    this.addSql(
      `create index "job_steps_cache_index" on "job_steps" ("user_id", "input_hash", "completed_at") where "input_hash" is not null;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "job_steps_cache_index";`);
    this.addSql(`alter table "job_steps" drop column "input_hash", drop column "cached", drop column "fresh";`);
  }
}
