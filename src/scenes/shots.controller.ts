import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, ApiNoData, ApiPage, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { type Page } from '../common/pagination.js';
import { CreateShotDto, ReorderShotsDto, ShotDto, ShotOrderDto, ShotPageQuery, UpdateShotDto } from './shot.dto.js';
import { ShotsService } from './shots.service.js';

/** In examples: what a shot does not have yet. */
const NEW_SHOT: Partial<ShotDto> = {
  image: { status: 'pending', url: null, upload_id: null, provider: null },
  video: {
    status: 'pending',
    task_id: null,
    url: null,
    source_url: null,
    upload_id: null,
    error: null,
    provider: null,
  },
  version: 1,
};

@ApiTags('shots')
@Controller()
export class ShotsController {
  constructor(private readonly shots: ShotsService) {}

  @Get('projects/:id/shots')
  @ApiPage(ShotDto, {
    summary: 'List the shots of a project',
    description: 'The shots in the order of the film: by episode, scene and place in it.',
    errors: ['PROJECT_NOT_FOUND'],
  })
  listShots(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Query() query: ShotPageQuery,
  ): Promise<Page<ShotDto>> {
    return this.shots.list(user.id, id, query);
  }

  @Post('projects/:id/shots')
  @ApiData(ShotDto, {
    summary: 'Add a shot to a project',
    description:
      'Puts a shot into the last scene of the project, which is made if there is none. Nothing is generated; ' +
      '`POST /shots/{id}/generate-video` does that. A scene has at most 500 shots, a project 10,000.',
    status: 201,
    errors: ['PROJECT_NOT_FOUND', 'UPLOAD_NOT_FOUND'],
    example: NEW_SHOT,
  })
  createShot(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Body() body: CreateShotDto,
  ): Promise<ShotDto> {
    return this.shots.createInProject(user.id, id, body);
  }

  @Post('scenes/:id/shots')
  @ApiData(ShotDto, {
    summary: 'Add a shot to a scene',
    description:
      'Puts a shot into the scene, at its end or at `order_index`, where the others make room. Nothing is ' +
      'generated; `POST /shots/{id}/generate-video` does that. A scene has at most 500 shots, a project 10,000.',
    status: 201,
    errors: ['SCENE_NOT_FOUND', 'UPLOAD_NOT_FOUND'],
    example: NEW_SHOT,
  })
  createSceneShot(
    @CurrentUser() user: Requester,
    @IdParam('SCENE') id: string,
    @Body() body: CreateShotDto,
  ): Promise<ShotDto> {
    return this.shots.createInScene(user.id, id, body);
  }

  @Post('scenes/:id/shots/reorder')
  @ApiData(ShotOrderDto, {
    summary: 'Reorder the shots of a scene',
    description:
      '`reorder_map` names every shot of the scene once, with its new place from 0 on; anything else is refused, ' +
      'and nothing changes. A shot of another scene is SHOT_NOT_FOUND. The version of each shot that moves rises.',
    errors: ['SCENE_NOT_FOUND', 'SHOT_NOT_FOUND'],
  })
  reorderShots(
    @CurrentUser() user: Requester,
    @IdParam('SCENE') id: string,
    @Body() body: ReorderShotsDto,
  ): Promise<ShotOrderDto> {
    return this.shots.reorder(user.id, id, body);
  }

  @Get('shots/:id')
  @ApiData(ShotDto, {
    summary: 'Get a shot',
    description: 'A shot with its picture, its clip and its `version`.',
    errors: ['SHOT_NOT_FOUND'],
  })
  getShot(@CurrentUser() user: Requester, @IdParam('SHOT') id: string): Promise<ShotDto> {
    return this.shots.get(user.id, id);
  }

  @Patch('shots/:id')
  @ApiData(ShotDto, {
    summary: 'Change a shot',
    description:
      'Changes just the paths in `updates`, all of them or none, and raises `version`; what changes nothing raises ' +
      'nothing. With `version` a shot that somebody has changed meanwhile is a CONFLICT, whose `details.current` is ' +
      'the newest. `scene_id` and `order_index` move it within the project. Nothing is generated.',
    errors: ['SHOT_NOT_FOUND', 'SCENE_NOT_FOUND', 'UPLOAD_NOT_FOUND', 'CONFLICT'],
  })
  updateShot(
    @CurrentUser() user: Requester,
    @IdParam('SHOT') id: string,
    @Body() body: UpdateShotDto,
  ): Promise<ShotDto> {
    return this.shots.update(user.id, id, body);
  }

  @Delete('shots/:id')
  @ApiNoData({
    summary: 'Delete a shot',
    description: 'Deletes the shot; those after it move up. Files that nothing else uses go an hour later.',
    errors: ['SHOT_NOT_FOUND'],
  })
  deleteShot(@CurrentUser() user: Requester, @IdParam('SHOT') id: string): Promise<void> {
    return this.shots.delete(user.id, id);
  }
}
