import { Migration } from '@mikro-orm/migrations';

export class Migration20261128043001_uploads extends Migration {
  override name = 'Migration20261128043001_uploads';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "uploads" ("id" uuid not null, "user_id" uuid not null, "kind" varchar(8) not null, "filename" varchar(255) not null, "mime" text not null, "bytes" bigint not null, "width" int null, "height" int null, "duration_sec" double precision null, "sha256" text not null, "key" text not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "uploads_user_id_created_at_index" on "uploads" ("user_id", "created_at");`);

    this.addSql(`alter table "asset_uses" drop constraint "asset_uses_kind_check";`);
    this.addSql(
      `alter table "asset_uses" add constraint "asset_uses_kind_check" check ("kind" in ('step', 'shot', 'character', 'upload', 'job', 'project'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "uploads" cascade;`);

    this.addSql(`alter table "asset_uses" drop constraint "asset_uses_kind_check";`);
    this.addSql(
      `alter table "asset_uses" add constraint "asset_uses_kind_check" check ("kind" in ('step', 'shot', 'upload', 'job', 'project'));`,
    );
  }
}
