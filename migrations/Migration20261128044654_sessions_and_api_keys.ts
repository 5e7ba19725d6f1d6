import { Migration } from '@mikro-orm/migrations';

export class Migration20261128044654_sessions_and_api_keys extends Migration {
  override name = 'Migration20261128044654_sessions_and_api_keys';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "sessions" ("id" uuid not null, "user_id" uuid not null, "expires_at" timestamptz(3) not null, "revoked_at" timestamptz(3) null, "created_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`create index "sessions_user_id_index" on "sessions" ("user_id");`);
    this.addSql(
      `create index "sessions_revoked_at_index" on "sessions" ("revoked_at") where "revoked_at" is not null;`,
    );
    this.addSql(
      `alter table "sessions" add constraint "sessions_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`,
    );
    // Who is signed in stays so.
    this.addSql(
      `insert into "sessions" ("id", "user_id", "expires_at", "created_at") select "family_id", "user_id", max("expires_at"), min("created_at") from "refresh_tokens" group by "family_id", "user_id";`,
    );

    this.addSql(`alter table "refresh_tokens" rename column "family_id" to "session_id";`);
    this.addSql(`alter index "refresh_tokens_family_id_index" rename to "refresh_tokens_session_id_index";`);
    this.addSql(`alter table "refresh_tokens" drop column "user_id", drop column "expires_at";`);
    this.addSql(`alter table "refresh_tokens" add "nonce" text null, add "used_at" timestamptz(3) null;`);
    this.addSql(
      `alter table "refresh_tokens" add constraint "refresh_tokens_session_id_foreign" foreign key ("session_id") references "sessions" ("id") on update no action on delete cascade;`,
    );

    this.addSql(
      `create table "api_keys" ("id" uuid not null, "user_id" uuid not null, "name" varchar(100) not null, "prefix" varchar(12) not null, "key_hash" text not null, "expires_at" timestamptz(3) null, "last_used_at" timestamptz(3) null, "created_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`alter table "api_keys" add constraint "api_keys_key_hash_unique" unique ("key_hash");`);
    this.addSql(`create index "api_keys_user_id_created_at_index" on "api_keys" ("user_id", "created_at");`);
    this.addSql(
      `alter table "api_keys" add constraint "api_keys_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "api_keys" cascade;`);

    this.addSql(`alter table "refresh_tokens" drop constraint "refresh_tokens_session_id_foreign";`);
    this.addSql(
      `delete from "refresh_tokens" t using "sessions" s where s."id" = t."session_id" and (t."used_at" is not null or s."revoked_at" is not null);`,
    );
    this.addSql(`alter table "refresh_tokens" drop column "nonce", drop column "used_at";`);
    this.addSql(`alter table "refresh_tokens" add "user_id" uuid null, add "expires_at" timestamptz(3) null;`);
    this.addSql(
      `update "refresh_tokens" t set "user_id" = s."user_id", "expires_at" = s."expires_at" from "sessions" s where s."id" = t."session_id";`,
    );
    this.addSql(
      `alter table "refresh_tokens" alter column "user_id" set not null, alter column "expires_at" set not null;`,
    );
    this.addSql(`alter table "refresh_tokens" rename column "session_id" to "family_id";`);
    this.addSql(`alter index "refresh_tokens_session_id_index" rename to "refresh_tokens_family_id_index";`);
    this.addSql(
      `alter table "refresh_tokens" add constraint "refresh_tokens_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`,
    );
    this.addSql(`create index "refresh_tokens_user_id_index" on "refresh_tokens" ("user_id");`);

    this.addSql(`drop table if exists "sessions" cascade;`);
  }
}
