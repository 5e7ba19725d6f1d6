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
  @ApiPage(SceneDto, { summary: "List a project's scenes with their shots", errors: ['PROJECT_NOT_FOUND'] })
  listScenes(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Query() query: ScenePageQuery,
  ): Promise<Page<SceneDto>> {
    return this.scenes.list(user.id, id, query);
  }

  @Post('projects/:id/scenes')
  @ApiData(SceneDto, { summary: 'Put a scene into an episode', status: 201, errors: ['PROJECT_NOT_FOUND'] })
  createScene(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Body() body: CreateSceneDto,
  ): Promise<SceneDto> {
    return this.scenes.create(user.id, id, body);
  }

  @Post('projects/:id/scenes/reorder')
  @ApiData(SceneOrderDto, {
    summary: 'Order the scenes of an episode anew, all at once',
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
  @ApiData(SceneDto, { summary: 'Get a scene with its shots', errors: ['SCENE_NOT_FOUND'] })
  getScene(@CurrentUser() user: Requester, @IdParam('SCENE') id: string): Promise<SceneDto> {
    return this.scenes.get(user.id, id);
  }

  @Put('scenes/:id')
  @ApiData(SceneDto, { summary: 'Change a scene, or move it', errors: ['SCENE_NOT_FOUND'] })
  updateScene(
    @CurrentUser() user: Requester,
    @IdParam('SCENE') id: string,
    @Body() body: UpdateSceneDto,
  ): Promise<SceneDto> {
    return this.scenes.update(user.id, id, body);
  }

  @Delete('scenes/:id')
  @ApiNoData({ summary: 'Delete a scene with its shots', errors: ['SCENE_NOT_FOUND'] })
  deleteScene(@CurrentUser() user: Requester, @IdParam('SCENE') id: string): Promise<void> {
    return this.scenes.delete(user.id, id);
  }
}
