import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiPage, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { type Page } from '../common/pagination.js';
import { SceneDto, ScenePageQuery } from './scene.dto.js';
import { ScenesService } from './scenes.service.js';

@ApiTags('scenes')
@Controller('projects/:id/scenes')
export class ScenesController {
  constructor(private readonly scenes: ScenesService) {}

  @Get()
  @ApiPage(SceneDto, { summary: "List a project's scenes with their shots", errors: ['PROJECT_NOT_FOUND'] })
  listScenes(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Query() query: ScenePageQuery,
  ): Promise<Page<SceneDto>> {
    return this.scenes.list(user.id, id, query);
  }
}
