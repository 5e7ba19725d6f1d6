import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, ApiNoData, ApiPage, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { type Page } from '../common/pagination.js';
import { CreateShotDto, ReorderShotsDto, ShotDto, ShotOrderDto, ShotPageQuery, UpdateShotDto } from './shot.dto.js';
import { ShotsService } from './shots.service.js';

@ApiTags('shots')
@Controller()
export class ShotsController {
  constructor(private readonly shots: ShotsService) {}

  @Get('projects/:id/shots')
  @ApiPage(ShotDto, { summary: "List a project's shots in the order of the film", errors: ['PROJECT_NOT_FOUND'] })
  listShots(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Query() query: ShotPageQuery,
  ): Promise<Page<ShotDto>> {
    return this.shots.list(user.id, id, query);
  }

  @Post('projects/:id/shots')
  @ApiData(ShotDto, {
    summary: "Put a shot into a project's last scene, which is made if there is none",
    status: 201,
    errors: ['PROJECT_NOT_FOUND', 'UPLOAD_NOT_FOUND'],
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
    summary: 'Put a shot into a scene',
    status: 201,
    errors: ['SCENE_NOT_FOUND', 'UPLOAD_NOT_FOUND'],
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
    summary: 'Order the shots of a scene anew, all at once',
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
  @ApiData(ShotDto, { summary: 'Get a shot', errors: ['SHOT_NOT_FOUND'] })
  getShot(@CurrentUser() user: Requester, @IdParam('SHOT') id: string): Promise<ShotDto> {
    return this.shots.get(user.id, id);
  }

  @Patch('shots/:id')
  @ApiData(ShotDto, {
    summary: 'Change what is named of a shot, unless it has changed meanwhile',
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
  @ApiNoData({ summary: 'Delete a shot', errors: ['SHOT_NOT_FOUND'] })
  deleteShot(@CurrentUser() user: Requester, @IdParam('SHOT') id: string): Promise<void> {
    return this.shots.delete(user.id, id);
  }
}
