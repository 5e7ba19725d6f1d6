import { Migration } from '@mikro-orm/migrations';

export class Migration20261128044926_uploaded_assets extends Migration {
  override name = 'Migration20261128044926_uploaded_assets';

  override up(): void | Promise<void> {
    this.addSql(`alter table "assets" add "is_uploaded" boolean not null default false;`);
    this.addSql(`create index "assets_uploaded_index" on "assets" ("owner_id", "sha256") where "is_uploaded";`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "assets_uploaded_index";`);
    this.addSql(`alter table "assets" drop column "is_uploaded";`);
  }
}
