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
  @ApiData(ProjectDto, { summary: 'Create a project', status: 201 })
  createProject(@CurrentUser() user: Requester, @Body() body: CreateProjectDto): Promise<ProjectDto> {
    return this.projects.create(user.id, body);
  }

  @Get()
  @ApiPage(ProjectDto, { summary: 'List your projects' })
  listProjects(@CurrentUser() user: Requester, @Query() query: ProjectQuery): Promise<Page<ProjectDto>> {
    return this.projects.list(user.id, query);
  }

  @Get(':id')
  @ApiData(ProjectDto, { summary: 'Get a project', errors: ['PROJECT_NOT_FOUND'] })
  getProject(@CurrentUser() user: Requester, @IdParam('PROJECT') id: string): Promise<ProjectDto> {
    return this.projects.get(user.id, id);
  }

  @Put(':id')
  @ApiData(ProjectDto, { summary: 'Change a project', errors: ['PROJECT_NOT_FOUND'] })
  updateProject(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Body() body: UpdateProjectDto,
  ): Promise<ProjectDto> {
    return this.projects.update(user.id, id, body);
  }

  @Delete(':id')
  @ApiNoData({ summary: 'Delete a project with its jobs and files', errors: ['PROJECT_NOT_FOUND'] })
  deleteProject(@CurrentUser() user: Requester, @IdParam('PROJECT') id: string): Promise<void> {
    return this.projects.delete(user.id, id);
  }
}
