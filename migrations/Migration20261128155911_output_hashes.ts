import { Migration } from '@mikro-orm/migrations';

export class Migration20261128155911_output_hashes extends Migration {
  override name = 'Migration20261128155911_output_hashes';

  override up(): void | Promise<void> {
    this.addSql(`alter table "job_steps" add "output_hash" varchar(64) null;`);
    // Of steps that are not done, nobody knows any more which input their output is of.
    this.addSql(
      `update "job_steps" set "output_hash" = "input_hash" where "state" = 'done' and "input_hash" is not null;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "job_steps" drop column "output_hash";`);
  }
}
