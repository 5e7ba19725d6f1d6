import { Migration } from '@mikro-orm/migrations';

export class Migration20261128045345_character_references extends Migration {
  override name = 'Migration20261128045345_character_references';

  override up(): void | Promise<void> {
    this.addSql(`alter table "characters" add "reference_upload_id" uuid null, add "reference_key" text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "characters" drop column "reference_upload_id", drop column "reference_key";`);
  }
}
