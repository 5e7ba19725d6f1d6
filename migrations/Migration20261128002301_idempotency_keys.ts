import { Migration } from '@mikro-orm/migrations';

export class Migration20261128002301_idempotency_keys extends Migration {
  override name = 'Migration20261128002301_idempotency_keys';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "idempotency_keys" ("user_id" uuid not null, "route" text not null, "key" text not null, "body_sha256" text not null, "location" text null, "answer" text not null, "created_at" timestamptz(3) not null default now(), primary key ("user_id", "route", "key"));`,
    );
    this.addSql(`create index "idempotency_keys_created_at_index" on "idempotency_keys" ("created_at");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "idempotency_keys" cascade;`);
  }
}
