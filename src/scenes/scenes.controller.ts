import { Body, Controller, Delete, Get, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, ApiNoData, ApiPage, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { type Page } from '../common/pagination.js';
import {
  CreateSceneDto,
  ReorderScenesDto,
  SceneDto,
  SceneOrderDto,
  ScenePageQuery,
  UpdateSceneDto,
} from './scene.dto.js';
import { ScenesService } from './scenes.service.js';

@ApiTags('scenes')
@Controller()
export class ScenesController {
  constructor(private readonly scenes: ScenesService) {}

  @Get('projects/:id/scenes')
  @ApiPage(SceneDto, {
    summary: 'List the scenes of a project',
    description: 'The scenes by episode and place in it, each with its shots.',
    errors: ['PROJECT_NOT_FOUND'],
  })
  listScenes(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Query() query: ScenePageQuery,
  ): Promise<Page<SceneDto>> {
    return this.scenes.list(user.id, id, query);
  }

  @Post('projects/:id/scenes')
  @ApiData(SceneDto, {
    summary: 'Add a scene to a project',
    description:
      'Puts a scene into an episode, at its end or at `order_index`, where the others make room. An episode has at ' +
      'most 200 scenes. Nothing is generated.',
    status: 201,
    errors: ['PROJECT_NOT_FOUND'],
    example: { shots: [], duration_sec: 0 },
  })
  createScene(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Body() body: CreateSceneDto,
  ): Promise<SceneDto> {
    return this.scenes.create(user.id, id, body);
  }

  @Post('projects/:id/scenes/reorder')
  @ApiData(SceneOrderDto, {
    summary: 'Reorder the scenes of an episode',
    description:
      '`reorder_map` names every scene of one episode once, with its new place from 0 on; anything else is refused, ' +
      'and nothing changes. A scene of another project is SCENE_NOT_FOUND.',
    errors: ['PROJECT_NOT_FOUND', 'SCENE_NOT_FOUND'],
  })
  reorderScenes(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Body() body: ReorderScenesDto,
  ): Promise<SceneOrderDto> {
    return this.scenes.reorder(user.id, id, body);
  }

  @Get('scenes/:id')
  @ApiData(SceneDto, {
    summary: 'Get a scene',
    description: 'A scene with its shots in their order.',
    errors: ['SCENE_NOT_FOUND'],
  })
  getScene(@CurrentUser() user: Requester, @IdParam('SCENE') id: string): Promise<SceneDto> {
    return this.scenes.get(user.id, id);
  }

  @Put('scenes/:id')
  @ApiData(SceneDto, {
    summary: 'Change a scene',
    description:
      'Changes the fields that are given; `null` empties an optional one. `episode` and `order_index` move it, and ' +
      'the others make room. Shots stay as they are.',
    errors: ['SCENE_NOT_FOUND'],
  })
  updateScene(
    @CurrentUser() user: Requester,
    @IdParam('SCENE') id: string,
    @Body() body: UpdateSceneDto,
  ): Promise<SceneDto> {
    return this.scenes.update(user.id, id, body);
  }

  @Delete('scenes/:id')
  @ApiNoData({
    summary: 'Delete a scene',
    description:
      'Deletes the scene with its shots; those after it move up. Files that nothing else uses go an hour later.',
    errors: ['SCENE_NOT_FOUND'],
  })
  deleteScene(@CurrentUser() user: Requester, @IdParam('SCENE') id: string): Promise<void> {
    return this.scenes.delete(user.id, id);
  }
}
