import { Migration } from '@mikro-orm/migrations';

export class Migration20261128003043_fairness extends Migration {
  override name = 'Migration20261128003043_fairness';

  override up(): void | Promise<void> {
    this.addSql(
      `create index "job_steps_turn_index" on "job_steps" ("queue", "priority", "user_id", "turn") where "state" = 'queued';`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "job_steps_turn_index";`);
  }
}
