import { Body, Controller, Delete, Get, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, ApiNoData, ApiPage, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { type Page } from '../common/pagination.js';
import { CreateProjectDto, ProjectDto, ProjectQuery, UpdateProjectDto } from './project.dto.js';
import { ProjectsService } from './projects.service.js';

@ApiTags('projects')
@Controller('projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  @Post()
  @ApiData(ProjectDto, {
    summary: 'Create a project',
    description:
      'A project holds people, scenes, shots and the jobs that work on them. Making one starts nothing and costs ' +
      'nothing; `POST /projects/{id}/generate-scenes` writes into it, or scenes and shots come by hand.',
    status: 201,
    example: { cover_url: null, stats: { scenes: 0, shots: 0, jobs: 0, completed_videos: 0 }, characters: [] },
  })
  createProject(@CurrentUser() user: Requester, @Body() body: CreateProjectDto): Promise<ProjectDto> {
    return this.projects.create(user.id, body);
  }

  @Get()
  @ApiPage(ProjectDto, {
    summary: 'List your projects',
    description:
      'Your projects, newest first, with their people and counts; filtered by genre or by words of the title.',
  })
  listProjects(@CurrentUser() user: Requester, @Query() query: ProjectQuery): Promise<Page<ProjectDto>> {
    return this.projects.list(user.id, query);
  }

  @Get(':id')
  @ApiData(ProjectDto, {
    summary: 'Get a project',
    description: 'A project with its people, what is in it, and the poster of its newest film.',
    errors: ['PROJECT_NOT_FOUND'],
  })
  getProject(@CurrentUser() user: Requester, @IdParam('PROJECT') id: string): Promise<ProjectDto> {
    return this.projects.get(user.id, id);
  }

  @Put(':id')
  @ApiData(ProjectDto, {
    summary: 'Change a project',
    description:
      'Changes the fields that are given; `null` empties an optional one. Films and jobs that are there stay as ' +
      'they are; later ones follow.',
    errors: ['PROJECT_NOT_FOUND'],
  })
  updateProject(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Body() body: UpdateProjectDto,
  ): Promise<ProjectDto> {
    return this.projects.update(user.id, id, body);
  }

  @Delete(':id')
  @ApiNoData({
    summary: 'Delete a project',
    description:
      'Deletes the project with its scenes, shots, people and jobs; running jobs are cancelled first. Files go an ' +
      'hour later, unless something else uses them. It cannot be undone.',
    errors: ['PROJECT_NOT_FOUND'],
  })
  deleteProject(@CurrentUser() user: Requester, @IdParam('PROJECT') id: string): Promise<void> {
    return this.projects.delete(user.id, id);
  }
}
