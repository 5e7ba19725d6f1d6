import { Body, Controller, Delete, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, ApiNoData, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { CharacterDto, CharacterInputDto, UpdateCharacterDto } from './character.dto.js';
import { CharactersService } from './characters.service.js';

@ApiTags('characters')
@Controller('projects/:id/characters')
export class CharactersController {
  constructor(private readonly characters: CharactersService) {}

  @Post()
  @ApiData(CharacterDto, {
    summary: 'Add a person to a project',
    description:
      'A person looks and sounds the same in every shot; what you leave out is chosen so that people can be told ' +
      'apart. A name that the project has already is a CONFLICT. At most 100 people.',
    status: 201,
    errors: ['PROJECT_NOT_FOUND', 'UPLOAD_NOT_FOUND', 'CONFLICT'],
  })
  createCharacter(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Body() body: CharacterInputDto,
  ): Promise<CharacterDto> {
    return this.characters.create(user.id, id, body);
  }

  @Put(':character_id')
  @ApiData(CharacterDto, {
    summary: 'Change a person of a project',
    description:
      'Changes the fields that are given, in `appearance` too; `null` empties an optional one. A new name is ' +
      'written into the scenes and shots that have the old one; one that is taken is a CONFLICT. Clips that are ' +
      'there stay; the next film shows and hears what is said now.',
    errors: ['PROJECT_NOT_FOUND', 'CHARACTER_NOT_FOUND', 'UPLOAD_NOT_FOUND', 'CONFLICT'],
  })
  updateCharacter(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @IdParam('CHARACTER', 'character_id') characterId: string,
    @Body() body: UpdateCharacterDto,
  ): Promise<CharacterDto> {
    return this.characters.update(user.id, id, characterId, body);
  }

  @Delete(':character_id')
  @ApiNoData({
    summary: 'Delete a person of a project',
    description:
      'Scenes and shots keep the name. The reference picture goes an hour later, unless something else uses it.',
    errors: ['PROJECT_NOT_FOUND', 'CHARACTER_NOT_FOUND'],
  })
  deleteCharacter(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @IdParam('CHARACTER', 'character_id') characterId: string,
  ): Promise<void> {
    return this.characters.delete(user.id, id, characterId);
  }
}
