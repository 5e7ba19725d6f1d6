import { Migration } from '@mikro-orm/migrations';

export class Migration20261128044302_moderations extends Migration {
  override name = 'Migration20261128044302_moderations';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "job_moderations" ("id" uuid not null, "job_id" uuid not null, "item" varchar(80) not null, "verdict" varchar(10) not null, "score" smallint not null, "findings" jsonb not null, "provider" varchar(40) null, "created_at" timestamptz(3) not null, "decision" varchar(10) null, "decided_by" uuid null, "decided_at" timestamptz(3) null, "note" text null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "job_moderations" add constraint "job_moderations_job_id_item_unique" unique ("job_id", "item");`,
    );
    this.addSql(
      `alter table "job_moderations" add constraint "job_moderations_job_id_foreign" foreign key ("job_id") references "jobs" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "job_moderations" cascade;`);
  }
}
