import { Migration } from '@mikro-orm/migrations';

export class Migration20261128010338_worker_locks_and_retention extends Migration {
  override name = 'Migration20261128010338_worker_locks_and_retention';

  override up(): void | Promise<void> {
    this.addSql(`alter table "jobs" add "purged_at" timestamptz(3) null;`);
    this.addSql(`create index "jobs_expiry_index" on "jobs" ("completed_at") where "purged_at" is null;`);

    this.addSql(`alter table "job_steps" add "worker" int null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "job_steps" drop column "worker";`);

    this.addSql(`drop index "jobs_expiry_index";`);
    this.addSql(`alter table "jobs" drop column "purged_at";`);
  }
}
