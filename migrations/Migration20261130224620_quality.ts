import { Migration } from '@mikro-orm/migrations';

export class Migration20261130224620_quality extends Migration {
  override name = 'Migration20261130224620_quality';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "job_qualities" ("id" uuid not null, "job_id" uuid not null, "checks" jsonb not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "job_qualities" add constraint "job_qualities_job_id_unique" unique ("job_id");`);

    this.addSql(
      `alter table "job_qualities" add constraint "job_qualities_job_id_foreign" foreign key ("job_id") references "jobs" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "job_qualities" cascade;`);
  }
}
