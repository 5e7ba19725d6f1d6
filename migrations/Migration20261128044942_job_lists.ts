import { Migration } from '@mikro-orm/migrations';

export class Migration20261128044942_job_lists extends Migration {
  override name = 'Migration20261128044942_job_lists';

  override up(): void | Promise<void> {
    this.addSql(`drop index "jobs_user_id_created_at_index";`);
    this.addSql(
      `create index "jobs_created_index" on "jobs" ("user_id", "created_at", "id", "state", "kind", "priority", "project_id");`,
    );
    this.addSql(
      `create index "jobs_updated_index" on "jobs" ("user_id", "updated_at", "id", "state", "kind", "priority", "project_id");`,
    );
    this.addSql(
      `create index "jobs_progress_index" on "jobs" ("user_id", "progress", "id", "state", "kind", "priority", "project_id");`,
    );
    this.addSql(
      `create index "jobs_priority_index" on "jobs" ("user_id", "priority", "id", "state", "kind", "project_id");`,
    );
    this.addSql(`create index "jobs_filter_index" on "jobs" ("user_id", "state", "kind", "priority", "id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "jobs_filter_index";`);
    this.addSql(`drop index "jobs_priority_index";`);
    this.addSql(`drop index "jobs_progress_index";`);
    this.addSql(`drop index "jobs_updated_index";`);
    this.addSql(`drop index "jobs_created_index";`);
    this.addSql(`create index "jobs_user_id_created_at_index" on "jobs" ("user_id", "created_at");`);
  }
}
