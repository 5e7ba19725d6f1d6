import { type INestApplication, type Type } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** The schemas of a document by name. */
export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** No module of the app: of its routes none are wanted. */
class NoModule {}

/** The schemas of classes and of all that they refer to, as in the OpenAPI document before `addBounds`. */
export function schemasOf(app: INestApplication, classes: object[]): Schemas {
  const config = new DocumentBuilder().setOpenAPIVersion('3.1.0').build();
  const document = SwaggerModule.createDocument(app, config, {
    include: [NoModule],
    extraModels: classes as Type[],
  });
  return joinLines(document).components?.schemas ?? {};
}

/** Descriptions that were comments have line ends where the code has no more room; Swagger UI would keep them. */
export function joinLines<T>(document: T): T {
  const join = (name: string, value: unknown) =>
    name === 'description' && typeof value === 'string' ? value.replaceAll('\n', ' ') : value;
  return JSON.parse(JSON.stringify(document, join)) as T;
}
