import { Migration } from '@mikro-orm/migrations';

export class Migration20261128002514_webhooks extends Migration {
  override name = 'Migration20261128002514_webhooks';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "webhook_deliveries" ("id" uuid not null, "user_id" uuid not null, "job_id" uuid not null, "job_seq" bigint not null, "type" varchar(40) not null, "url" text not null, "body" jsonb not null, "state" varchar(10) not null default 'pending', "tries" smallint not null default 0, "log" jsonb not null, "fence" int not null default 0, "lease_until" timestamptz(3) null, "next_at" timestamptz(6) not null default now(), "created_at" timestamptz(3) not null default now(), "delivered_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(
      `create index "webhook_deliveries_leased_index" on "webhook_deliveries" ("user_id") where "lease_until" is not null;`,
    );
    this.addSql(
      `create index "webhook_deliveries_due_index" on "webhook_deliveries" ("next_at") where "state" = 'pending';`,
    );
    this.addSql(`create index "webhook_deliveries_created_at_index" on "webhook_deliveries" ("created_at");`);
    this.addSql(
      `create index "webhook_deliveries_job_id_job_seq_index" on "webhook_deliveries" ("job_id", "job_seq");`,
    );

    this.addSql(
      `create table "webhook_secrets" ("user_id" uuid not null, "secret" text not null, "previous" text null, "previous_until" timestamptz(3) null, primary key ("user_id"));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "webhook_deliveries" cascade;`);
    this.addSql(`drop table if exists "webhook_secrets" cascade;`);
  }
}
