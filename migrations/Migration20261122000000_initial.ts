import { Migration } from '@mikro-orm/migrations';

export class Migration20261122000000_initial extends Migration {
  override name = 'Migration20261122000000_initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "assets" ("id" uuid not null, "key" text not null, "owner_id" uuid not null, "mime" text not null, "bytes" bigint not null, "sha256" text not null, "created_at" timestamptz(3) not null default now(), "released_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`alter table "assets" add constraint "assets_key_unique" unique ("key");`);
    this.addSql(`create index "assets_owner_id_index" on "assets" ("owner_id");`);
    this.addSql(`create index "assets_released_at_index" on "assets" ("released_at");`);

    this.addSql(
      `create table "asset_uses" ("asset_id" uuid not null, "kind" text not null, "subject_id" uuid not null, primary key ("asset_id", "kind", "subject_id"));`,
    );
    this.addSql(`create index "asset_uses_kind_subject_id_index" on "asset_uses" ("kind", "subject_id");`);

    this.addSql(
      `create table "events" ("stream_id" uuid not null, "seq" bigint not null, "project_id" uuid null, "job_id" uuid null, "job_seq" bigint null, "type" varchar(40) not null, "data" jsonb not null, "created_at" timestamptz(3) not null default clock_timestamp(), primary key ("stream_id", "seq"));`,
    );
    this.addSql(`create index "events_job_id_job_seq_index" on "events" ("job_id", "job_seq");`);

    this.addSql(`create table "event_streams" ("id" uuid not null, "seq" bigint not null, primary key ("id"));`);

    this.addSql(
      `create table "jobs" ("id" uuid not null, "user_id" uuid not null, "project_id" uuid null, "kind" varchar(16) not null, "state" varchar(10) not null, "stage" varchar(16) null, "stages" jsonb not null, "progress" double precision not null, "priority" smallint not null, "prompt" text not null, "style" text null, "input" jsonb not null, "degraded" jsonb not null, "error" jsonb null, "output" jsonb null, "cost_usd" double precision not null, "attempts" smallint not null, "created_at" timestamptz(3) not null, "started_at" timestamptz(3) null, "updated_at" timestamptz(3) not null, "completed_at" timestamptz(3) null, "progress_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`create index "jobs_project_id_index" on "jobs" ("project_id");`);
    this.addSql(`create index "jobs_user_id_created_at_index" on "jobs" ("user_id", "created_at");`);

    this.addSql(
      `create table "job_steps" ("id" uuid not null, "job_id" uuid not null, "user_id" uuid not null, "stage" varchar(16) not null, "item" varchar(80) not null, "queue" varchar(16) not null, "priority" smallint not null, "turn" bigint not null default '0', "state" varchar(10) not null default 'pending', "fence" int not null default 0, "attempt" smallint not null default 0, "crashes" smallint not null default 0, "depends_on" uuid[] not null, "operation" jsonb null, "output" jsonb null, "error" jsonb null, "provider" varchar(40) null, "model" varchar(80) null, "cost_usd" double precision not null default 0, "fraction" double precision not null default 0, "time_limit_sec" int not null, "lease_until" timestamptz(3) null, "run_after" timestamptz(3) not null default now(), "started_at" timestamptz(3) null, "completed_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(
      `create index "job_steps_due_index" on "job_steps" ("state", "run_after", "lease_until") where "state" in ('running', 'waiting');`,
    );
    this.addSql(
      `create index "job_steps_claim_index" on "job_steps" ("queue", "priority" desc, "turn", "id") where "state" = 'queued';`,
    );
    this.addSql(
      `alter table "job_steps" add constraint "job_steps_job_id_stage_item_unique" unique ("job_id", "stage", "item");`,
    );

    this.addSql(
      `create table "projects" ("id" uuid not null, "user_id" uuid not null, "title" varchar(200) not null, "description" text null, "genre" varchar(50) null, "style" text null, "language" varchar(2) null, "aspect_ratio" varchar(4) not null default '16:9', "target_episodes" smallint not null default 1, "target_duration_sec" smallint not null default 60, "cover_key" text null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "projects_user_id_created_at_index" on "projects" ("user_id", "created_at");`);

    this.addSql(
      `create table "characters" ("id" uuid not null, "project_id" uuid not null, "name" varchar(40) not null, "description" text not null default '', "appearance" jsonb not null, "voice" jsonb null, "look" jsonb null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "characters" add constraint "characters_project_id_name_unique" unique ("project_id", "name");`,
    );

    this.addSql(
      `create table "scenes" ("id" uuid not null, "project_id" uuid not null, "episode" smallint not null, "order_index" int not null, "title" varchar(200) not null default '', "location" varchar(200) not null default '', "time_of_day" varchar(8) not null default 'day', "weather" varchar(8) not null default 'clear', "mood" varchar(16) not null default 'calm', "description" text not null default '', "script" text not null default '', "characters" jsonb not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "scenes_project_id_episode_order_index_index" on "scenes" ("project_id", "episode", "order_index");`,
    );

    this.addSql(
      `create table "shots" ("id" uuid not null, "project_id" uuid not null, "scene_id" uuid not null, "order_index" int not null, "description" text not null, "lines" jsonb not null, "cast" jsonb not null, "frames" int not null, "transition" varchar(10) not null, "transition_frames" int not null, "form_data" jsonb not null, "image" jsonb not null, "video" jsonb not null, "version" int not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "shots_project_id_index" on "shots" ("project_id");`);
    this.addSql(`create index "shots_scene_id_order_index_index" on "shots" ("scene_id", "order_index");`);

    this.addSql(
      `create table "users" ("id" uuid not null, "username" text not null, "email" text not null, "password_hash" text not null, "role" text not null, "locale" text null, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`create unique index "users_username_unique" on "users" (lower("username"));`);
    this.addSql(`create unique index "users_email_unique" on "users" (lower("email"));`);

    this.addSql(
      `create table "refresh_tokens" ("id" uuid not null, "user_id" uuid not null, "family_id" uuid not null, "token_hash" text not null, "expires_at" timestamptz(3) not null, "created_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`create index "refresh_tokens_user_id_index" on "refresh_tokens" ("user_id");`);
    this.addSql(`create index "refresh_tokens_family_id_index" on "refresh_tokens" ("family_id");`);
    this.addSql(
      `alter table "refresh_tokens" add constraint "refresh_tokens_token_hash_unique" unique ("token_hash");`,
    );

    this.addSql(
      `alter table "asset_uses" add constraint "asset_uses_asset_id_foreign" foreign key ("asset_id") references "assets" ("id") on update no action on delete restrict;`,
    );
    this.addSql(
      `alter table "asset_uses" add constraint "asset_uses_kind_check" check ("kind" in ('step', 'shot', 'upload', 'job'));`,
    );

    this.addSql(
      `alter table "job_steps" add constraint "job_steps_job_id_foreign" foreign key ("job_id") references "jobs" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "characters" add constraint "characters_project_id_foreign" foreign key ("project_id") references "projects" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "scenes" add constraint "scenes_project_id_foreign" foreign key ("project_id") references "projects" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "shots" add constraint "shots_project_id_foreign" foreign key ("project_id") references "projects" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "shots" add constraint "shots_scene_id_foreign" foreign key ("scene_id") references "scenes" ("id") on delete cascade;`,
    );

    this.addSql(`alter table "users" add constraint "users_role_check" check ("role" in ('user', 'admin'));`);
    this.addSql(`alter table "users" add constraint "users_locale_check" check ("locale" in ('zh', 'en'));`);

    this.addSql(
      `alter table "refresh_tokens" add constraint "refresh_tokens_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "asset_uses" drop constraint "asset_uses_asset_id_foreign";`);
    this.addSql(`alter table "job_steps" drop constraint "job_steps_job_id_foreign";`);
    this.addSql(`alter table "characters" drop constraint "characters_project_id_foreign";`);
    this.addSql(`alter table "scenes" drop constraint "scenes_project_id_foreign";`);
    this.addSql(`alter table "shots" drop constraint "shots_project_id_foreign";`);
    this.addSql(`alter table "shots" drop constraint "shots_scene_id_foreign";`);
    this.addSql(`alter table "refresh_tokens" drop constraint "refresh_tokens_user_id_foreign";`);

    this.addSql(`drop table if exists "assets" cascade;`);
    this.addSql(`drop table if exists "asset_uses" cascade;`);
    this.addSql(`drop table if exists "events" cascade;`);
    this.addSql(`drop table if exists "event_streams" cascade;`);
    this.addSql(`drop table if exists "jobs" cascade;`);
    this.addSql(`drop table if exists "job_steps" cascade;`);
    this.addSql(`drop table if exists "projects" cascade;`);
    this.addSql(`drop table if exists "characters" cascade;`);
    this.addSql(`drop table if exists "scenes" cascade;`);
    this.addSql(`drop table if exists "shots" cascade;`);
    this.addSql(`drop table if exists "users" cascade;`);
    this.addSql(`drop table if exists "refresh_tokens" cascade;`);
  }
}
