import { Migration } from '@mikro-orm/migrations';

export class Migration20261128003043_queues extends Migration {
  override name = 'Migration20261128003043_queues';

  override up(): void | Promise<void> {
    this.addSql(
      `create index "job_steps_turn_index" on "job_steps" ("queue", "priority", "user_id", "turn") where "state" = 'queued';`,
    );
    this.addSql(`create index "job_steps_left_index" on "job_steps" ("job_id", "stage") where "state" <> 'done';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "job_steps_turn_index";`);
    this.addSql(`drop index "job_steps_left_index";`);
  }
}
