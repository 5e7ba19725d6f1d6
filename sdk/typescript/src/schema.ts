// Made from openapi.json and asyncapi.json by "npm run sdk"; not edited by hand.

export interface paths {
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account and sign in
         * @description Makes an account and begins a session. `token` opens the other routes for 15 minutes; `refresh_token` gets the next pair. Email and username are unique, whatever their case. The account whose email is `ADMIN_EMAIL` is an admin. Logins and registrations of one address are limited to 10 a minute.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description Begins a session. An unknown email and a wrong password get the same answer in the same time. After 5 wrong passwords for an email within 15 minutes, further tries for it are refused with RATE_LIMITED until those minutes are over. Logins and registrations of one address are limited to 10 a minute.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get new tokens for a refresh token
         * @description Uses a refresh token up and gives the next pair; the session still ends 30 days after its sign-in. Within 30 seconds the same token gets the same successor, so that a lost answer does no harm. A later use ends the whole session with TOKEN_REUSED: somebody else may have the token.
         */
        post: operations["refreshSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description With `refresh_token`: ends the session of that token; one that is unknown or has ended is passed over in silence. With `all: true`, which needs an access token and not an API key: ends every session of the account. Access tokens of an ended session are refused within a second. API keys stay; delete them with `DELETE /auth/api-keys/{id}`.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get your account
         * @description The account that the access token or the API key belongs to.
         */
        get: operations["getMe"];
        /**
         * Change your account
         * @description Changes the fields that are given; `locale: null` empties it. A new email or password needs `current_password`, and wrong ones count as failed logins. A new password ends every session; API keys stay. Not by API key.
         */
        put: operations["updateMe"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the accounts
         * @description For admins: all accounts, newest first, or those with `q` in their username or email.
         */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your API keys
         * @description Your keys, newest first, without the keys themselves: only how they begin, when they end and when they were used last. Not by API key.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make an API key
         * @description Makes a key for a machine, which sends it as `Authorization: Bearer jumu_…`. The key is shown in this answer and never again. It may do what its owner may, but not make keys or change the account. An account has at most 100 keys (QUOTA_EXCEEDED). Not by API key.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description From the next request on the key is worth nothing. Jobs that were started with it go on. Not by API key.
         */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the models
         * @description Every model that a request or a chain may name, in the order of the house: with what it takes and makes, what it costs, and whether it would be asked now. Vendors are asked how they are at most every 30 s, for 5 s at most.
         */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a model
         * @description One model by its id, which is URL-encoded, for it has colons and slashes.
         */
        get: operations["getModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List how the providers are
         * @description Asks every configured provider whether it answers and takes our key, which costs nothing: at most every 30 s (`checked_at`) and for 5 s at most. What the calls of films have come to counts, too.
         */
        get: operations["listProviderHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/chains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the chains of providers
         * @description Who is asked for what where nobody in particular is wanted, in order, and who says so. For admins.
         */
        get: operations["getChains"];
        /**
         * Change the chains of providers
         * @description Sets the chains that are given in place of what the environment says; null takes one back. `local` is put at the end where it can do the work. All processes follow within 2 s, without a restart; what is under way at a vendor goes on there. For admins.
         */
        put: operations["changeChains"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your uploads
         * @description Your files, newest first, each with a fresh signed `url`.
         */
        get: operations["listUploads"];
        put?: never;
        /**
         * Upload a picture, sound or video
         * @description Takes one file in and examines it: what it is decides its content, not its name. Name the upload by its `id` where a request takes one. The same bytes again are stored once. Refused are files that are too large (FILE_TOO_LARGE), of another kind or damaged (UNSUPPORTED_FILE_TYPE), beyond `UPLOAD_QUOTA_BYTES` (QUOTA_EXCEEDED), and all of them when the disk is nearly full (NO_SPACE).
         */
        post: operations["createUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an upload
         * @description One of your files, with a fresh signed `url`.
         */
        get: operations["getUpload"];
        put?: never;
        post?: never;
        /**
         * Delete an upload
         * @description The upload goes at once; its file stays as long as a shot, a character or a job uses it, and for an hour in any case.
         */
        delete: operations["deleteUpload"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description Your jobs, newest first, filtered by state, kind, priority or project. An admin may list somebody else's with `user_id`; for others that is FORBIDDEN.
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Make a quick video from a prompt
         * @description The shortest way to a film: one episode, at most 10 shots, no project needed (without `project_id` one is made). The job of kind `video` has the stages of a drama. Watch it with `GET /jobs/{id}`, `GET /jobs/{id}/events`, the socket `/ws` or a `webhook_url`. What a provider bills for clips is booked in `cost_usd`; what is made here or comes from the cache costs nothing. Refused at once is what `POST /projects/generate-drama` refuses, and projects and uploads that are not yours.
         */
        post: operations["createJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a job
         * @description Everything about a job: its state, how far each stage is, what it has cost, and why it waits or has failed. To ask often, take `GET /jobs/{id}/status`; to be told, take events, the socket or a webhook. An admin may read anybody's.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Delete a job
         * @description Cancels the job if it has not ended, then deletes it with its steps. Its files go an hour later, except those that something else uses: the current picture and clip of a shot stay.
         */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get how far a job is
         * @description The five fields that change most, at little cost: for clients that ask again and again.
         */
        get: operations["getJobStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the steps of a job
         * @description Every piece of work of a job by the time it began, those that have not begun last, with tries, provider, cost and error. Further steps come when a storyboard has planned its shots.
         */
        get: operations["listJobSteps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the calls of vendors for a job
         * @description Every call of a vendor by the time it was made, with what it was reckoned to cost, what the vendor counted and what was booked. What this server makes by itself calls nobody. The latency of a picture or a clip is that of the vendor's work and not only of its answer. Calls stay as long as the job. An admin may read anybody's.
         */
        get: operations["listJobCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the events of a job
         * @description What the socket and webhooks tell of the job, oldest first. Ask again with `after`, the last `job_seq` that you have, for what came since. Events go `RETENTION_DAYS` (30 unless set) after the end of the job. With `Accept: text/event-stream` they come as Server-Sent Events, each when it happens, until the job has ended: `event` is the type, `id` the `job_seq`, `data` the event; `after` and `limit` say nothing then but where to begin. A client that was cut off goes on from its `Last-Event-ID`.
         */
        get: operations["listJobEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the film of a job
         * @description Where the finished film is, each episode of it and its subtitles. `url` is signed and expires (`MEDIA_URL_TTL`, an hour unless set): ask again for a fresh one. With `redirect=true` the answer is 302 to the MP4. A job that is not completed, or makes no film (`scenes`, `shot_image`), gets RESULT_NOT_READY with `details.status`.
         */
        get: operations["getJobVideo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the poster of a job
         * @description A picture out of the finished film, signed as the film is. A job that is not completed, or makes no film, gets RESULT_NOT_READY with `details.status`.
         */
        get: operations["getJobThumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description Ends a job that is pending, running or paused: running work stops within two seconds, vendors are told to stop, what is finished stays, and `POST /jobs/{id}/retry` goes on from it. Cancelling twice is as good as once; a completed or failed job is INVALID_STATE. An admin may cancel anybody's.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a job
         * @description Running steps finish, and none is started until `POST /jobs/{id}/resume`. Pausing twice is as good as once; a job that has ended is INVALID_STATE.
         */
        post: operations["pauseJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a paused job
         * @description Goes on with what is not finished. Where `max_cost_usd` was reached, only a higher one helps, else BUDGET_EXCEEDED. A job whose content waits for `POST /jobs/{id}/moderation/decision`, and one that is not paused, is INVALID_STATE.
         */
        post: operations["resumeJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/moderation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what moderation said of a job
         * @description The verdict on what the job is made from, what was found, and what people have decided. It stays as long as the job. Before anything but the prompt was read it is RESULT_NOT_READY.
         */
        get: operations["getJobModeration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/moderation/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide about content that waits
         * @description Where moderation said `review`, the job is paused (`waiting_for: "moderation"`) until its user or an admin decides. `approve`: it goes on, unless its money has run out as well. `reject`: it fails with CONTENT_REJECTED. Where nothing waits, or the job is not paused, it is INVALID_STATE.
         */
        post: operations["decideJobModeration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/callbacks/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hear from a vendor that it has finished
         * @description For vendors, who know its address from us. They sign what they send: Replicate by Standard Webhooks (`REPLICATE_WEBHOOK_SECRET`), Pika with the keys of fal (`FAL_WEBHOOK_USER_ID`), at most 5 minutes ago; anything else is refused with UNAUTHENTICATED. Whoever waits for the call asks the vendor at once. A call that is not known, or has ended, is no error: vendors repeat what was refused.
         */
        post: operations["receiveCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the checks of a finished film
         * @description What was found out about the film, its clips and its other formats before the job could be completed. A job that has failed with QUALITY_CHECK_FAILED has it with `passed: false`. It stays as long as the job. A job that has nothing checked yet, or makes no film (`scenes`, `shot_image`), gets RESULT_NOT_READY with `details.status`.
         */
        get: operations["getJobQuality"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your projects
         * @description Your projects, newest first, with their people and counts; filtered by genre or by words of the title.
         */
        get: operations["listProjects"];
        put?: never;
        /**
         * Create a project
         * @description A project holds people, scenes, shots and the jobs that work on them. Making one starts nothing and costs nothing; `POST /projects/{id}/generate-scenes` writes into it, or scenes and shots come by hand.
         */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a project
         * @description A project with its people, what is in it, and the poster of its newest film.
         */
        get: operations["getProject"];
        /**
         * Change a project
         * @description Changes the fields that are given; `null` empties an optional one. Films and jobs that are there stay as they are; later ones follow.
         */
        put: operations["updateProject"];
        post?: never;
        /**
         * Delete a project
         * @description Deletes the project with its scenes, shots, people and jobs; running jobs are cancelled first. Files go an hour later, unless something else uses them. It cannot be undone.
         */
        delete: operations["deleteProject"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/characters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a person to a project
         * @description A person looks and sounds the same in every shot; what you leave out is chosen so that people can be told apart. A name that the project has already is a CONFLICT. At most 100 people.
         */
        post: operations["createCharacter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/characters/{character_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a person of a project
         * @description Changes the fields that are given, in `appearance` too; `null` empties an optional one. A new name is written into the scenes and shots that have the old one; one that is taken is a CONFLICT. Clips that are there stay; the next film shows and hears what is said now.
         */
        put: operations["updateCharacter"];
        post?: never;
        /**
         * Delete a person of a project
         * @description Scenes and shots keep the name. The reference picture goes an hour later, unless something else uses it.
         */
        delete: operations["deleteCharacter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/scenes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the scenes of a project
         * @description The scenes by episode and place in it, each with its shots.
         */
        get: operations["listScenes"];
        put?: never;
        /**
         * Add a scene to a project
         * @description Puts a scene into an episode, at its end or at `order_index`, where the others make room. An episode has at most 200 scenes. Nothing is generated.
         */
        post: operations["createScene"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/scenes/reorder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reorder the scenes of an episode
         * @description `reorder_map` names every scene of one episode once, with its new place from 0 on; anything else is refused, and nothing changes. A scene of another project is SCENE_NOT_FOUND.
         */
        post: operations["reorderScenes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a scene
         * @description A scene with its shots in their order.
         */
        get: operations["getScene"];
        /**
         * Change a scene
         * @description Changes the fields that are given; `null` empties an optional one. `episode` and `order_index` move it, and the others make room. Shots stay as they are.
         */
        put: operations["updateScene"];
        post?: never;
        /**
         * Delete a scene
         * @description Deletes the scene with its shots; those after it move up. Files that nothing else uses go an hour later.
         */
        delete: operations["deleteScene"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/shots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the shots of a project
         * @description The shots in the order of the film: by episode, scene and place in it.
         */
        get: operations["listShots"];
        put?: never;
        /**
         * Add a shot to a project
         * @description Puts a shot into the last scene of the project, which is made if there is none. Nothing is generated; `POST /shots/{id}/generate-video` does that. A scene has at most 500 shots, a project 10,000.
         */
        post: operations["createShot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenes/{id}/shots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a shot to a scene
         * @description Puts a shot into the scene, at its end or at `order_index`, where the others make room. Nothing is generated; `POST /shots/{id}/generate-video` does that. A scene has at most 500 shots, a project 10,000.
         */
        post: operations["createSceneShot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenes/{id}/shots/reorder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reorder the shots of a scene
         * @description `reorder_map` names every shot of the scene once, with its new place from 0 on; anything else is refused, and nothing changes. A shot of another scene is SHOT_NOT_FOUND. The version of each shot that moves rises.
         */
        post: operations["reorderShots"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shots/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a shot
         * @description A shot with its picture, its clip and its `version`.
         */
        get: operations["getShot"];
        put?: never;
        post?: never;
        /**
         * Delete a shot
         * @description Deletes the shot; those after it move up. Files that nothing else uses go an hour later.
         */
        delete: operations["deleteShot"];
        options?: never;
        head?: never;
        /**
         * Change a shot
         * @description Changes just the paths in `updates`, all of them or none, and raises `version`; what changes nothing raises nothing. With `version` a shot that somebody has changed meanwhile is a CONFLICT, whose `details.current` is the newest. `scene_id` and `order_index` move it within the project. Nothing is generated.
         */
        patch: operations["updateShot"];
        trace?: never;
    };
    "/api/v1/ai/suggest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suggest how to film a shot
         * @description Makes a suggestion from your words and the shot, and keeps it in `ai_collaboration`; the shot itself and its `version` stay as they are. The configured language models are asked for 20 s at most in all, then the offline director does it, which always answers; `degraded` says so. The newest 50 of a shot are kept. A user has 20 a minute (RATE_LIMITED), and a server asks the models for eight at once (SERVICE_UNAVAILABLE).
         */
        post: operations["suggestForShot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shots/{id}/suggestions/{suggestion_id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply a suggestion to its shot
         * @description Writes what is suggested into `form_data`, as `PATCH /shots/{id}` would, and answers with the shot. Applied again it changes nothing more; a refused one is INVALID_STATE. With `version` a shot that somebody has changed meanwhile is a CONFLICT, whose `details.current` is the newest.
         */
        post: operations["applySuggestion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shots/{id}/suggestions/{suggestion_id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse a suggestion for a shot
         * @description Marks the suggestion as refused; the shot and its `version` stay as they are. Refused again it is as good as once; an applied one is INVALID_STATE.
         */
        post: operations["refuseSuggestion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Estimate what a drama would cost
         * @description Takes the body of `POST /projects/generate-drama`, checks it but for moderation and uploads, and tells what would be made by whom for how much. Nothing is made, stored or charged. Prices are those that providers publish; what is taken for granted is in `assumptions`, in the language of `Accept-Language`. With `allow_fallback: false` a wanted provider that is not configured is SERVICE_UNAVAILABLE; `urgent` is FORBIDDEN but for admins.
         */
        post: operations["estimateDrama"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/generate-drama": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a drama from a prompt
         * @description Makes a project, and a job of kind `drama` that writes the script, plans the shots, draws, speaks, films and cuts the whole film. Watch it with `GET /jobs/{id}`, `GET /jobs/{id}/events`, the socket `/ws` or a `webhook_url`. The film is at `GET /jobs/{id}/video` when it is completed. What a provider bills for clips is booked in `cost_usd`; what is made here or comes from the cache costs nothing. Refused at once: a prompt that moderation rejects (CONTENT_REJECTED), with `allow_fallback: false` a provider that is not configured (SERVICE_UNAVAILABLE), a `webhook_url` that is not public (UNSAFE_URL), `urgent` but for admins (FORBIDDEN).
         */
        post: operations["generateDrama"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/generate-scenes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write scenes and shots for a project
         * @description Starts a job of kind `scenes`: style, script and storyboard, no pictures and no film. The scenes are in `GET /projects/{id}/scenes` episode by episode; change them by hand, then make the film with `POST /projects/{id}/render`. Watch it with `GET /jobs/{id}`, `GET /jobs/{id}/events` or the socket `/ws`. A prompt that moderation rejects is CONTENT_REJECTED; one to be looked at pauses the job before it starts.
         */
        post: operations["generateScenes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/render": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the film of a project as it stands
         * @description Starts a job of kind `drama` that films the scenes and shots as they are now: nothing is written anew, and what has not changed since it was made comes from the cache at no cost. Pictures and clips of your own are not generated over. Watch it with `GET /jobs/{id}`, `GET /jobs/{id}/events`, the socket `/ws` or a `webhook_url`. A project, or an episode, without shots is INVALID_PARAMS; so is a film longer than `MAX_FILM_SEC`.
         */
        post: operations["renderProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/generate-video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the clips of a scene
         * @description Writes `script`, `image_url` and `duration_sec`, where given, into the scene and its shots (a scene without shots gets some), then starts a job of kind `scene_video` that draws, speaks and films them. Watch it with `GET /jobs/{id}`, `GET /jobs/{id}/events` or the socket `/ws`. `GET /jobs/{id}/video` has the shots one after the other, without cards or music. An address in `image_url` is fetched by the job; one that is not public is UNSAFE_URL. What a provider bills for clips is booked in `cost_usd`; what is made here or comes from the cache costs nothing.
         */
        post: operations["generateSceneVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shots/{id}/generate-image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a shot's picture anew
         * @description Sets `params`, where given, in the `form_data` of the shot, then starts a job of kind `shot_image`. With `image_url` that picture becomes the shot's and is never generated over. A shot that has a picture of your own, and no other in the request, is INVALID_STATE: take its upload away first. Watch it with `GET /jobs/{id}`, `GET /jobs/{id}/events` or the socket `/ws`. The new picture is in `GET /shots/{id}`.
         */
        post: operations["generateShotImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shots/{id}/generate-video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a shot's clip anew
         * @description Sets `params`, where given, in the `form_data` of the shot, then starts a job of kind `shot_video` that films it anew. Its picture is made anew only where what it shows has changed; one of your own is kept. Watch it with `GET /jobs/{id}`, `GET /jobs/{id}/events` or the socket `/ws`. The new clip is in `GET /shots/{id}`; until then the old one stays. What a provider bills for clips is booked in `cost_usd`; what is made here or comes from the cache costs nothing.
         */
        post: operations["generateShotVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry a failed or cancelled job
         * @description Goes on from the finished steps; with `from_stage` that stage and all after it are done again without the cache, and paid again. A job whose steps are no longer kept (`RETENTION_DAYS` after its end) starts over. A stage that the job does not have is STAGE_NOT_FOUND; a job that has not failed or been cancelled is INVALID_STATE.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a finished film in other formats
         * @description Starts a job of kind `export` that takes over all that the job has done and makes what is missing: nothing is written, bought, spoken or drawn a second time, and what was exported before comes from the cache. Only another shape (`mp4_9x16` of a wide film) is composed anew. The files are in `formats` of `GET /jobs/{id}/video` of the new job, beside those that a film always has. INVALID_STATE: the job is not completed, makes no film, something of it was made anew since it was cut (run its stage `assembly` first), or its steps are no longer kept (`RETENTION_DAYS` after its end).
         */
        post: operations["exportJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/stages/{stage}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run one stage of a completed job again
         * @description Does the steps of the stage again without the cache; with `cascade` also everything that depends on them, without it the rest stays as it is. The storyboard needs `cascade`, for it plans other shots. `assembly` makes the new film of what the shots show by now: pictures and clips that were made anew or chosen since, lines as they are written, `shot_type` and `camera_movement`. Of a shot that has changed only what depends on the change is done again, with the clip that dissolves from it; a clip is bought where its picture is newer than it; other shots are not touched. Words that only tell a model what to make ask for `POST /shots/{id}/generate-image` or `generate-video` first. The plan of the film stands: for another order, other lengths, and shots that were added or deleted, take `POST /projects/{id}/render`. INVALID_STATE: the job is not completed, has skipped the stage, or its steps are no longer kept (`RETENTION_DAYS` after its end). CONFLICT: a shot has got other words while moderation was reading.
         */
        post: operations["runJobStage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analysis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List analyses
         * @description Your analyses, newest first, filtered by state.
         */
        get: operations["listAnalyses"];
        put?: never;
        /**
         * Analyse a video that is there
         * @description Starts a job of kind `analysis` for one video: on YouTube (`youtube_url`), at an address (`url`) or uploaded (`upload_id`). It finds the shots with a picture of each, how it sounds, what is said and written, what viewers say, and what a director would note down. Watch it like any job: `GET /jobs/{id}`, its events, the socket `/ws`, a `webhook_url`; cancel, pause and retry it there. The result is at `GET /analysis/{id}/result`. Of a link to YouTube, SERVICE_UNAVAILABLE says what is to be installed where yt-dlp is missing or too old; an address that is not public is UNSAFE_URL; a video longer than `ANALYSIS_MAX_SEC` or larger than `ANALYSIS_MAX_BYTES` is refused, an upload at once and any other before it is fetched, where that is told. What language models and transcribers bill is booked in `cost_usd`; without any, it costs nothing.
         */
        post: operations["createAnalysis"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analysis/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get how far an analysis is
         * @description Its state, the stage it is in, and when it is likely to be done. Stages, steps, costs and what it fell back from are in `GET /jobs/{id}`, with the same id.
         */
        get: operations["getAnalysis"];
        put?: never;
        post?: never;
        /**
         * Delete an analysis
         * @description Ends it first if need be. Its result goes with it; an upload that was analysed stays.
         */
        delete: operations["deleteAnalysis"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analysis/{id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what an analysis has found
         * @description All that was found. Parts that could not be had are null, and `missing` says why. Links are signed and expire (`MEDIA_URL_TTL`): ask again for fresh ones. While it goes on, the answer is 202 with `data: null`. One that has failed or was cancelled is ANALYSIS_FAILED, with the reason in `details.error`.
         */
        get: operations["getAnalysisResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analysis/{id}/drama": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a drama that is like a video
         * @description Makes a project and a job of kind `drama`, as `POST /projects/generate-drama` does, with as many shots as the analysed video has, each as long as there, so that it has its pace. Without `prompt` the story is made from what is known of the video. A video longer than ten minutes becomes several episodes, and one longer than `MAX_FILM_SEC` is followed so far. An analysis that is not completed is RESULT_NOT_READY.
         */
        post: operations["generateDramaLikeAnalysis"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Foresee what a film would have made anew
         * @description Tells which steps `POST /projects/{id}/render` would make, and which come from the cache, if the shots were changed so: with the options, the episodes, the formats and the wanted providers of the job, a film of the project. With no changes: what has been changed since. Nothing is changed, made or charged, and no provider is asked. The changes are checked as `PATCH /shots/{id}` checks them. It is what is known now: what a provider refuses or fails to do is not foreseen. A job that makes no film is INVALID_STATE.
         */
        post: operations["planJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ws/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count the realtime connections
         * @description How many sockets are connected, and to how much they listen, over all API processes: for everybody who is signed in, since the figures name nobody. Processes that do not answer within a second are left out, and `complete` says so.
         */
        get: operations["getRealtimeStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what works and what does not
         * @description Checks what the server stands on (database, storage, ffmpeg, Redis, its queue), 2 seconds each at most, and tells how it is set up. Always 200: `status` says how it is. Also at `/health`.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask whether the process answers
         * @description For a supervisor that restarts what hangs: 200 as soon as HTTP is served, whatever else is down. Also at `/health/live`.
         */
        get: operations["getLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask whether requests can be served
         * @description For a load balancer: 200 while the database and storage work; `degraded` where only something else is down, such as Redis. Otherwise, and while the server is stopping, SERVICE_UNAVAILABLE, with what is down in `details.down`. Also at `/health/ready`.
         */
        get: operations["getReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/webhook-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the secret of your webhooks
         * @description What the `webhook-signature` of every delivery is made with (Standard Webhooks); made when it is first asked for or needed.
         */
        get: operations["getWebhookSecret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/webhook-secret/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a new secret for your webhooks
         * @description From now on deliveries are signed with the new secret, and for 24 hours with the old one as well, so that receivers can change over.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/webhook-deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the webhook deliveries of a job
         * @description What the `webhook_url` of the job was sent, newest first, with every try of the last 20 and what came back. Deliveries go after `RETENTION_DAYS` (30 unless set), unless they are still on their way.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-deliveries/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a webhook delivery again
         * @description Sends the event again with the same `webhook-id`, in whatever state it is, with all tries (after 5 s, 30 s, 2 min, 10 min, 1 h and 6 h). Watch it at the address in `Location`.
         */
        post: operations["redeliverWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/media/{expires}/{signature}/assets/{folder}/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file, or a part of it
         * @description Every media URL in an answer leads here. It carries its own permission and needs no token, so that `<img>` and `<video>` can load it. It expires: read the thing again for a fresh one.
         */
        get: operations["getMedia"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        /**
         * What a file is, without it
         * @description Every media URL in an answer leads here. It carries its own permission and needs no token, so that `<img>` and `<video>` can load it. It expires: read the thing again for a fresh one.
         */
        head: operations["headMedia"];
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures for Prometheus
         * @description Open to this machine itself; to others with `METRICS_TOKEN` as the bearer token.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "job.completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A job has made what it was asked for */
        post: operations["onJobCompleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A job has failed */
        post: operations["onJobFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.cancelled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A job was cancelled, or deleted before its end */
        post: operations["onJobCancelled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The status of a job has changed */
        post: operations["onJobStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.stage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A stage has begun or is done */
        post: operations["onJobStage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "shot.completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A shot is filmed */
        post: operations["onShotCompleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        ApiErrorPart: {
            /**
             * @description For programs; never changes. What each says: `x-error-catalogue`
             * @enum {string}
             */
            code: "INVALID_PARAMS" | "INVALID_STATE" | "ANALYSIS_FAILED" | "UNAUTHENTICATED" | "INVALID_CREDENTIALS" | "TOKEN_EXPIRED" | "TOKEN_REUSED" | "FORBIDDEN" | "SIGNATURE_INVALID" | "PROJECT_NOT_FOUND" | "CHARACTER_NOT_FOUND" | "SCENE_NOT_FOUND" | "SHOT_NOT_FOUND" | "SUGGESTION_NOT_FOUND" | "JOB_NOT_FOUND" | "STAGE_NOT_FOUND" | "UPLOAD_NOT_FOUND" | "MODEL_NOT_FOUND" | "ANALYSIS_NOT_FOUND" | "API_KEY_NOT_FOUND" | "WEBHOOK_DELIVERY_NOT_FOUND" | "ROUTE_NOT_FOUND" | "METHOD_NOT_ALLOWED" | "CONFLICT" | "EMAIL_TAKEN" | "USERNAME_TAKEN" | "RESULT_NOT_READY" | "IDEMPOTENCY_IN_PROGRESS" | "FILE_TOO_LARGE" | "PAYLOAD_TOO_LARGE" | "QUOTA_EXCEEDED" | "UNSUPPORTED_FILE_TYPE" | "UNSUPPORTED_MEDIA_TYPE" | "CONTENT_REJECTED" | "BUDGET_EXCEEDED" | "IDEMPOTENCY_KEY_REUSED" | "UNSAFE_URL" | "RATE_LIMITED" | "INTERNAL_ERROR" | "DB_ERROR" | "THIRD_PARTY_ERROR" | "SERVICE_UNAVAILABLE" | "NO_SPACE";
            /** @description What belongs to the code: `fields` of INVALID_PARAMS names every bad field, `current` of CONFLICT is the newest version, `status` of INVALID_STATE and RESULT_NOT_READY the state of the job, `retry_after_sec` of RATE_LIMITED the seconds to wait */
            details: {
                [key: string]: unknown;
            };
            /** @description Names the request in our logs; also in `X-Request-Id` */
            request_id: string;
        };
        ApiError: {
            /**
             * Format: int32
             * @description The HTTP status
             */
            code: number;
            /**
             * @description For people, in Chinese or English after `Accept-Language`
             * @example …
             */
            message: string;
            /** @description There is none */
            data: null;
            /** @description What went wrong */
            error: components["schemas"]["ApiErrorPart"];
        };
        SessionDto: {
            /**
             * Format: uuid
             * @description The id of the account.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            user_id: string;
            /**
             * @description The name of the account.
             * @example 林夏_xia
             */
            username: string;
            /**
             * Format: email
             * @description The email of the account.
             * @example linxia@example.com
             */
            email: string;
            /**
             * @description Access token: `Authorization: Bearer …`
             * @example eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTk5ZDNjMCJ9.cGxlYXNlLXNpZ24taW4
             */
            token: string;
            /**
             * @description Good for one refresh, until 30 days after the sign-in
             * @example b3VyLXJlZnJlc2gtdG9rZW4tbG9va3MtbGlrZS10aGlz
             */
            refresh_token: string;
            /**
             * Format: int32
             * @description Seconds until the access token expires
             * @example 900
             */
            expires_in: number;
        };
        RegisterDto: {
            /**
             * @description 3 to 32 letters, digits, `_`, `-` or CJK characters; an account each, whatever its case.
             * @example 林夏_xia
             */
            username: string;
            /**
             * Format: email
             * @description Not case-sensitive; an account each.
             * @example linxia@example.com
             */
            email: string;
            /**
             * Format: password
             * @description 8 to 128 characters.
             * @example correct horse battery
             */
            password: string;
        };
        LoginDto: {
            /**
             * Format: email
             * @description The email of the account; upper and lower case are one.
             * @example linxia@example.com
             */
            email: string;
            /**
             * Format: password
             * @description The password of the account.
             * @example correct horse battery
             */
            password: string;
        };
        RefreshSessionDto: {
            /**
             * @description The newest refresh token of the session.
             * @example b3VyLXJlZnJlc2gtdG9rZW4tbG9va3MtbGlrZS10aGlz
             */
            refresh_token: string;
        };
        LogoutDto: {
            /**
             * @description Ends the session that this token belongs to.
             * @example b3VyLXJlZnJlc2gtdG9rZW4tbG9va3MtbGlrZS10aGlz
             */
            refresh_token?: string;
            /** @description Ends every session of the account; needs an access token. */
            all?: boolean;
        };
        UserDto: {
            /**
             * Format: uuid
             * @description The id of the account.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            user_id: string;
            /**
             * @description The name of the account.
             * @example 林夏_xia
             */
            username: string;
            /**
             * Format: email
             * @description The email of the account.
             * @example linxia@example.com
             */
            email: string;
            /**
             * @description `admin` has the account whose email is `ADMIN_EMAIL`; everybody else is `user`.
             * @example user
             * @enum {string}
             */
            role: "user" | "admin";
            /**
             * @description The language that you like best, for clients to read; messages follow `Accept-Language`. Null: none.
             * @example zh
             * @enum {string|null}
             */
            locale: "zh" | "en" | null;
            /**
             * Format: date-time
             * @description When the account was made.
             * @example 2026-11-28T08:00:00.000Z
             */
            created_at: string;
        };
        UpdateUserDto: {
            /**
             * @description 3 to 32 letters, digits, `_`, `-` or CJK characters; an account each, whatever its case.
             * @example 林夏_xia
             */
            username?: string;
            /**
             * Format: email
             * @description A new email; needs `current_password`.
             */
            email?: string;
            /**
             * @description The language that you like best, for clients to read; messages follow `Accept-Language`. Null: none.
             * @example zh
             * @enum {string|null}
             */
            locale?: "zh" | "en" | null;
            /**
             * Format: password
             * @description A new password of 8 to 128 characters, which ends every session; needs `current_password`.
             */
            password?: string;
            /**
             * Format: password
             * @description Needed for a new email or password.
             */
            current_password?: string;
        };
        NewApiKeyDto: {
            /**
             * Format: uuid
             * @description The id of the key, which is not the key.
             * @example 0199d3c1-0a7e-7b21-95d8-4f6c2e1a9b70
             */
            id: string;
            /**
             * @description What you know it by.
             * @example render farm
             */
            name: string;
            /**
             * @description How the key begins
             * @example jumu_Zq3kT0a
             */
            prefix: string;
            /**
             * Format: date-time
             * @description Null: never
             * @example 2027-11-28T00:00:00.000Z
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description To the minute
             * @example 2026-11-28T08:30:00.000Z
             */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-28T08:00:00.000Z
             */
            created_at: string;
            /**
             * @description `Authorization: Bearer jumu_…`; it is never shown again
             * @example jumu_Zq3kT0aWm7sVb2XcYd9eRf4gHj5kLp6nQr8tUv1wXyz
             */
            key: string;
        };
        CreateApiKeyDto: {
            /**
             * @description What you will know it by.
             * @example render farm
             */
            name: string;
            /**
             * Format: date-time
             * @description When it stops to work, with its offset from UTC; never when it is not given.
             * @example 2027-11-28T00:00:00.000Z
             */
            expires_at?: string;
        };
        ApiKeyDto: {
            /**
             * Format: uuid
             * @description The id of the key, which is not the key.
             * @example 0199d3c1-0a7e-7b21-95d8-4f6c2e1a9b70
             */
            id: string;
            /**
             * @description What you know it by.
             * @example render farm
             */
            name: string;
            /**
             * @description How the key begins
             * @example jumu_Zq3kT0a
             */
            prefix: string;
            /**
             * Format: date-time
             * @description Null: never
             * @example 2027-11-28T00:00:00.000Z
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description To the minute
             * @example 2026-11-28T08:30:00.000Z
             */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-28T08:00:00.000Z
             */
            created_at: string;
        };
        PricingDto: {
            /**
             * @description What is counted; of tokens and characters a million.
             * @example second
             * @enum {string}
             */
            unit: "second" | "minute" | "picture" | "clip" | "million_tokens" | "million_characters";
            /** @description What a million tokens that it reads cost, in USD; null: they are not counted. */
            input_usd: number | null;
            /**
             * Format: date
             * @description The day on which the vendor's list was read.
             * @example 2026-11-28
             */
            as_of: string;
            /**
             * @description Where it was read.
             * @example https://docs.dev.runwayml.com/guides/pricing
             */
            source: string;
            /**
             * @description What one unit costs, in USD; of tokens, those that it writes.
             * @example 0.05
             */
            usd: number;
        };
        ModelLimitsDto: {
            /**
             * @description The lengths of film that it makes, in seconds; null: any, or it makes no film.
             * @example [
             *       5,
             *       10
             *     ]
             */
            durations_sec: number[] | null;
            /**
             * @description The shapes of picture that it makes; null: it makes none.
             * @example [
             *       "16:9",
             *       "9:16"
             *     ]
             */
            aspect_ratios: ("16:9" | "9:16")[] | null;
            /**
             * Format: int32
             * @description How much of a prompt it reads, in characters; the rest is cut off. Null: nobody says.
             * @example 1000
             */
            max_prompt_chars: number | null;
            /**
             * Format: int32
             * @description How many pictures it looks at for its own; null: it makes none.
             * @example 4
             */
            max_references: number | null;
        };
        ModelDto: {
            /**
             * @description The provider and its model, as requests name it: `provider:model`.
             * @example runway:gen4_turbo
             */
            id: string;
            /**
             * @description For people.
             * @example Runway Gen-4 Turbo
             */
            name: string;
            /**
             * @description Whose it is.
             * @example runway
             */
            provider: string;
            /**
             * @description What it does.
             * @example [
             *       "video"
             *     ]
             */
            capabilities: ("script" | "image" | "video" | "speech" | "moderation" | "transcription" | "suggest")[];
            /**
             * @description Why it is not available, or not at its best, in words; null: nothing is wrong with it.
             * @example …
             */
            reason: string | null;
            /** @description What its vendor asks for it; null: it costs nothing. */
            pricing: components["schemas"]["PricingDto"] | null;
            /**
             * @description This server does it itself: no key, no network, no cost.
             * @example false
             */
            local: boolean;
            /**
             * @description It is the one that its provider's name alone means.
             * @example true
             */
            default: boolean;
            /**
             * @description The settings that it needs are there.
             * @example true
             */
            configured: boolean;
            /**
             * @description It would be asked now: it is configured, answers, takes our key and has not just failed again and again.
             * @example true
             */
            available: boolean;
            /** @description What it takes and makes. */
            limits: components["schemas"]["ModelLimitsDto"];
        };
        ProviderHealthDto: {
            /**
             * @description The provider.
             * @example runway
             */
            provider: string;
            /**
             * @description `up`: it answers and takes our key. `degraded`: it does, but its last calls have failed, or it has refused some as too many. `down`: it does not answer, or does not take our key. `unconfigured`: nobody asks it.
             * @example up
             * @enum {string}
             */
            status: "up" | "down" | "degraded" | "unconfigured";
            /**
             * Format: int32
             * @description How long its answer took, in milliseconds; null: there is none.
             * @example 180
             */
            latency_ms: number | null;
            /**
             * @description `open`: it has failed again and again and is not asked. `half_open`: the next call tells whether it works again. `closed`: all is well. As any of our processes has found out.
             * @example closed
             * @enum {string}
             */
            circuit: "closed" | "open" | "half_open";
            /**
             * Format: date-time
             * @description When it was asked last; null: it never was.
             * @example 2026-11-28T08:30:00.000Z
             */
            checked_at: string | null;
            /**
             * @description Why it is not up, in words; null: it is.
             * @example …
             */
            reason: string | null;
            /**
             * @description The settings that it needs are there.
             * @example true
             */
            configured: boolean;
        };
        ChainsInForceDto: {
            /**
             * @description Who writes.
             * @example [
             *       "ollama",
             *       "local"
             *     ]
             */
            script: string[];
            /**
             * @description Who paints.
             * @example [
             *       "local"
             *     ]
             */
            image: string[];
            /**
             * @description Who films.
             * @example [
             *       "runway:gen4_turbo",
             *       "local"
             *     ]
             */
            video: string[];
            /**
             * @description Who speaks.
             * @example [
             *       "local"
             *     ]
             */
            speech: string[];
            /**
             * @description Who moderates.
             * @example [
             *       "local"
             *     ]
             */
            moderation: string[];
            /**
             * @description Who listens.
             * @example []
             */
            transcription: string[];
            /**
             * @description Who advises.
             * @example [
             *       "ollama",
             *       "local"
             *     ]
             */
            suggest: string[];
        };
        ChainSourcesDto: {
            /**
             * @description Who says who writes
             * @example default
             * @enum {string}
             */
            script: "admin" | "environment" | "default";
            /**
             * @description Who says who paints
             * @example default
             * @enum {string}
             */
            image: "admin" | "environment" | "default";
            /**
             * @description Who says who films
             * @example admin
             * @enum {string}
             */
            video: "admin" | "environment" | "default";
            /**
             * @description Who says who speaks
             * @example default
             * @enum {string}
             */
            speech: "admin" | "environment" | "default";
            /**
             * @description Who says who moderates
             * @example default
             * @enum {string}
             */
            moderation: "admin" | "environment" | "default";
            /**
             * @description Who says who listens
             * @example default
             * @enum {string}
             */
            transcription: "admin" | "environment" | "default";
            /**
             * @description Who says who advises
             * @example environment
             * @enum {string}
             */
            suggest: "admin" | "environment" | "default";
        };
        ChainsDto: {
            /** @description Who is asked for what, in order; who is not configured is passed over. */
            chains: components["schemas"]["ChainsInForceDto"];
            /** @description Who says so: `admin`, by this route; `environment`, by `VIDEO_PROVIDERS` and its like; `default`: nobody, so it is the configured ones in the house's order. */
            sources: components["schemas"]["ChainSourcesDto"];
        };
        ChangedChainsDto: {
            /**
             * @description Ids of providers or models in order; null: as the environment says
             * @example [
             *       "cloud_qwen",
             *       "ollama",
             *       "local"
             *     ]
             */
            script?: string[] | null;
            /**
             * @description Ids of providers or models in order; null: as the environment says
             * @example [
             *       "replicate",
             *       "local"
             *     ]
             */
            image?: string[] | null;
            /**
             * @description Ids of providers or models in order; null: as the environment says
             * @example [
             *       "local"
             *     ]
             */
            speech?: string[] | null;
            /**
             * @description Ids of providers or models in order; null: as the environment says
             * @example [
             *       "runway:gen4_turbo",
             *       "pika",
             *       "local"
             *     ]
             */
            video?: string[] | null;
            /**
             * @description Ids of providers or models in order; null: as the environment says
             * @example [
             *       "cloud_qwen_vl",
             *       "local"
             *     ]
             */
            moderation?: string[] | null;
            /**
             * @description Ids of providers or models in order; null: as the environment says
             * @example [
             *       "openai"
             *     ]
             */
            transcription?: string[] | null;
            /**
             * @description Ids of providers or models in order; null: as the environment says
             * @example [
             *       "ollama",
             *       "local"
             *     ]
             */
            suggest?: string[] | null;
        };
        ChangeChainsDto: {
            /** @description The chains to change; those that are not named stay. */
            chains: components["schemas"]["ChangedChainsDto"];
        };
        UploadDto: {
            /**
             * Format: uuid
             * @description The id of the upload, by which requests name it.
             * @example 0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15
             */
            id: string;
            /**
             * @description What the file was found to be.
             * @example image
             * @enum {string}
             */
            kind: "image" | "audio" | "video";
            /**
             * @description As it was named, without folders and without what is not seen.
             * @example 林夏.png
             */
            filename: string;
            /**
             * @description Of what the file was found to be.
             * @example image/png
             */
            mime: string;
            /**
             * Format: int64
             * @description Of the stored file, in bytes: a picture is encoded anew.
             * @example 284113
             */
            size_bytes: number;
            /**
             * Format: int32
             * @description In pixels, upright; null for sound.
             * @example 1024
             */
            width: number | null;
            /**
             * Format: int32
             * @description In pixels, upright; null for sound.
             * @example 1536
             */
            height: number | null;
            /** @description Playing time in seconds; null for pictures. */
            duration_sec: number | null;
            /**
             * @description Of the stored file, in hexadecimal.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            sha256: string;
            /**
             * @description The end of `image_url` that never changes; null for sound and video.
             * @example assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png
             */
            image_path: string | null;
            /**
             * Format: uri-reference
             * @description The file. Signed; expires. `<img>` and `<video>` need no header.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png
             */
            url: string;
            /**
             * Format: uri-reference
             * @description `url` of a picture; null for sound and video.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png
             */
            image_url: string | null;
            /**
             * Format: date-time
             * @description When it was uploaded.
             * @example 2026-11-28T08:20:00.000Z
             */
            created_at: string;
        };
        DegradedDto: {
            /**
             * @description The stage that did not get what it was to have.
             * @example script
             */
            stage: string;
            /**
             * @description Who was wanted.
             * @example ollama
             */
            wanted: string;
            /**
             * @description Who did it.
             * @example local
             */
            used: string;
            /**
             * @description Why not the one that was wanted, in words.
             * @example ollama is not configured
             */
            why: string;
        };
        JobErrorDto: {
            /**
             * @description For programs; never changes. What each says: `x-error-catalogue`.
             * @example PROVIDER_UNAVAILABLE
             * @enum {string}
             */
            code: "PROVIDER_UNAVAILABLE" | "PROVIDER_REJECTED" | "PROVIDER_AUTH" | "PROVIDER_QUOTA" | "START_UNCONFIRMED" | "INVALID_OUTPUT" | "CONTENT_REJECTED" | "BUDGET_EXCEEDED" | "STEP_TIMED_OUT" | "STEP_CRASHED" | "RENDER_FAILED" | "QUALITY_CHECK_FAILED" | "STORAGE_FAILED" | "NO_SPACE" | "DOWNLOAD_FAILED" | "UNSAFE_URL" | "INTERNAL_ERROR";
            /**
             * @description What happened, in the language of `Accept-Language`.
             * @example runway did not answer in time
             */
            message: string;
            /**
             * @description Where it happened; null: in no stage.
             * @example clips
             */
            stage: string | null;
            /**
             * @description Whose work failed; null: nobody else had a part in it.
             * @example runway
             */
            provider: string | null;
            /**
             * @description What a person can do about it, in the same language.
             * @example The provider is down or busy. Try again later, or choose another provider.
             */
            advice: string;
            /**
             * @description Whether the same thing may work when it is tried again.
             * @example true
             */
            retryable: boolean;
        };
        JobStageDto: {
            /**
             * @description The name of the stage.
             * @example clips
             * @enum {string}
             */
            stage: "style" | "script" | "storyboard" | "images" | "speech" | "clips" | "moderation" | "assembly" | "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights";
            /**
             * @description `skipped`: the job has no use for this stage of its kind. `cancelled`: the job ended before it was done. `pending`, `running`, `completed` and `failed` as they say.
             * @example running
             * @enum {string}
             */
            status: "pending" | "running" | "completed" | "failed" | "skipped" | "cancelled";
            /**
             * Format: int32
             * @description 0 to 100.
             * @example 50
             */
            progress: number;
            /**
             * Format: int32
             * @description How many steps it has, as far as they are planned: most are when the storyboard is there.
             * @example 12
             */
            steps_total: number;
            /**
             * Format: int32
             * @description How many of them are done.
             * @example 6
             */
            steps_done: number;
            /**
             * Format: date-time
             * @description When its first step began; null: none has.
             * @example 2026-11-28T08:30:40.000Z
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description When its last step was done; null: not all are.
             */
            completed_at: string | null;
        };
        JobOptionsReadDto: {
            /**
             * @description Whether subtitles are burned into the picture, tracks of the MP4, or neither.
             * @example burned
             * @enum {string}
             */
            subtitles: "burned" | "soft" | "none";
            /**
             * @description What they are in, the main one first.
             * @example [
             *       "zh"
             *     ]
             */
            subtitle_languages: ("zh" | "en")[];
            /**
             * @description Whether another provider may stand in for the wanted one.
             * @example true
             */
            allow_fallback: boolean;
            /**
             * @description 640×360 instead of 1280×720.
             * @example false
             */
            preview: boolean;
            /**
             * @description Whether the film has music.
             * @example true
             */
            music: boolean;
            /**
             * @description Whether the sound of its clips is heard in it.
             * @example false
             */
            keep_vendor_audio: boolean;
        };
        JobDto: {
            /**
             * Format: uuid
             * @description The id of the job; older names for it are task and `task_id`.
             * @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2
             */
            id: string;
            /**
             * @description `pending → running → completed`, `failed` or `cancelled`; `paused` goes on when what `waiting_for` names is there.
             * @example running
             * @enum {string}
             */
            status: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
            /**
             * @description The first stage that is being worked on, or the last one that is done; null: none has begun.
             * @example clips
             * @enum {string|null}
             */
            stage: "style" | "script" | "storyboard" | "images" | "speech" | "clips" | "moderation" | "assembly" | "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights" | null;
            /**
             * Format: int32
             * @description 0 to 100; never falls within a run.
             * @example 62
             */
            progress: number;
            /**
             * Format: date-time
             * @description When it last changed.
             * @example 2026-11-28T08:31:10.000Z
             */
            updated_at: string;
            /**
             * @description What it makes: `drama` a film of scenes, `video` a quick one from a prompt, `scenes` scenes and shots alone, `scene_video` the clips of one scene, `shot_image` and `shot_video` one shot's picture or clip, `export` other formats of a film, `analysis` what there is to be known of a video.
             * @example drama
             * @enum {string}
             */
            kind: "drama" | "video" | "scenes" | "scene_video" | "shot_image" | "shot_video" | "export" | "analysis";
            /**
             * Format: uuid
             * @description The project that it works in.
             * @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20
             */
            project_id: string | null;
            /**
             * @description What was asked for, in words.
             * @example 北京，2024 年，一个 996 的程序员遇见了设计部的同事
             */
            prompt: string;
            /**
             * @description The look in words: yours, or what the style stage has found; null: none yet.
             * @example 都市暖色，浅景深
             */
            style: string | null;
            /**
             * @description Higher ones go first; of equal ones, users take turns.
             * @example normal
             * @enum {string}
             */
            priority: "low" | "normal" | "high" | "urgent";
            /**
             * @description The files that were asked for; `GET /jobs/{id}/video` lists those that there are.
             * @example [
             *       "mp4",
             *       "hls"
             *     ]
             */
            formats: ("mp4" | "mp4_9x16" | "mp4_16x9" | "hls" | "srt" | "vtt" | "ass" | "poster" | "contact_sheet" | "gif" | "fcpxml" | "edl" | "otio" | "capcut")[];
            /**
             * @description Who was wanted for a stage and was not there, and who did it instead; empty: all as wanted.
             * @example []
             */
            degraded: components["schemas"]["DegradedDto"][];
            /** @description Why it has failed, or why it is paused (`BUDGET_EXCEEDED`); null: all is well. */
            error: components["schemas"]["JobErrorDto"] | null;
            /**
             * @description What a paused job waits for: `moderation` a decision about its content, `budget` a higher limit, `resume` only that; null: it is not paused.
             * @enum {string|null}
             */
            waiting_for: "moderation" | "budget" | "resume" | null;
            /**
             * @description The job pauses before the step that would pass it, in USD; null: no limit.
             * @example 5
             */
            max_cost_usd: number | null;
            /**
             * Format: int32
             * @description Its runs: 1, and one more for each retry and each stage that was run again.
             * @example 1
             */
            attempts: number;
            /**
             * Format: date-time
             * @description When it was ordered.
             * @example 2026-11-28T08:30:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its first step began; null: none has.
             * @example 2026-11-28T08:30:01.250Z
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description When it was completed, failed or cancelled; null: it goes on.
             */
            completed_at: string | null;
            /**
             * Format: date-time
             * @description When it will be done if it goes on as it did so far; null: too early to say, or it does not run.
             * @example 2026-11-28T08:32:05.000Z
             */
            estimated_completion: string | null;
            /** @description The stages of its kind, in their order. */
            stages: components["schemas"]["JobStageDto"][];
            /** @description What the film was asked to be like. */
            options: components["schemas"]["JobOptionsReadDto"];
            /**
             * @description What was booked so far, in USD.
             * @example 0.5
             */
            cost_usd: number;
        };
        JobStatusDto: {
            /**
             * Format: uuid
             * @description The id of the job; older names for it are task and `task_id`.
             * @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2
             */
            id: string;
            /**
             * @description `pending → running → completed`, `failed` or `cancelled`; `paused` goes on when what `waiting_for` names is there.
             * @example running
             * @enum {string}
             */
            status: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
            /**
             * @description The first stage that is being worked on, or the last one that is done; null: none has begun.
             * @example clips
             * @enum {string|null}
             */
            stage: "style" | "script" | "storyboard" | "images" | "speech" | "clips" | "moderation" | "assembly" | "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights" | null;
            /**
             * Format: int32
             * @description 0 to 100; never falls within a run.
             * @example 62
             */
            progress: number;
            /**
             * Format: date-time
             * @description When it last changed.
             * @example 2026-11-28T08:31:10.000Z
             */
            updated_at: string;
        };
        StepDto: {
            /**
             * Format: uuid
             * @description The id of the step.
             * @example 0199d3c4-7a31-7f55-a2c8-6d9e0b4f1a73
             */
            id: string;
            /**
             * @description The stage that it is a part of.
             * @example images
             * @enum {string}
             */
            stage: "style" | "script" | "storyboard" | "images" | "speech" | "clips" | "moderation" | "assembly" | "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights";
            /**
             * @description What of the stage it makes: a part, and where there are several, of which shot or episode.
             * @example picture:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            item: string;
            /**
             * @description `pending`: waits for other steps. `queued`: waits for a worker. `running`. `waiting`: for its next try, for a vendor, or for a decision. `done`, `failed`, `cancelled`: its end.
             * @example done
             * @enum {string}
             */
            status: "pending" | "queued" | "running" | "waiting" | "done" | "failed" | "cancelled";
            /**
             * Format: int32
             * @description How often it was started in this run; asking a vendor again how far it is does not count.
             * @example 1
             */
            attempts: number;
            /**
             * @description Who made it; null: nobody yet, or this server by itself.
             * @example local
             */
            provider: string | null;
            /**
             * @description Which model of the provider; null as `provider`.
             * @example artist
             */
            model: string | null;
            /**
             * Format: date-time
             * @description When its last try began; null: it has not begun.
             * @example 2026-11-28T08:31:02.120Z
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description When it ended; null: it has not.
             * @example 2026-11-28T08:31:09.480Z
             */
            completed_at: string | null;
            /**
             * Format: int32
             * @description From `started_at` to `completed_at`, in milliseconds; null: it has not ended.
             * @example 7360
             */
            duration_ms: number | null;
            /** @description Why it failed, or why its last try did; null: nothing has failed. */
            error: components["schemas"]["JobErrorDto"] | null;
            /**
             * @description Taken from an earlier step of yours with the same input, at no cost.
             * @example false
             */
            cached: boolean;
            /**
             * @description What was booked for all of its tries, in USD.
             * @example 0
             */
            cost_usd: number;
        };
        UsageDto: {
            /**
             * Format: int32
             * @description Tokens that the model has read.
             * @example 1830
             */
            input_tokens: number | null;
            /**
             * Format: int32
             * @description Tokens that the model has written.
             * @example 2410
             */
            output_tokens: number | null;
            /**
             * Format: int32
             * @description Pictures.
             */
            pictures: number | null;
            /** @description Seconds of film or sound. */
            seconds: number | null;
            /**
             * Format: int32
             * @description Characters of text.
             */
            characters: number | null;
        };
        CallDto: {
            /**
             * Format: uuid
             * @description The id of the call.
             * @example 0199d3c4-7c02-7a7e-8f14-5b8d3e6a9c10
             */
            id: string;
            /**
             * Format: uuid
             * @description The step that made it.
             * @example 0199d3c4-7a31-7f55-a2c8-6d9e0b4f1a73
             */
            step_id: string;
            /**
             * @description The stage of the step; null: a later plan has done away with the step.
             * @example script
             * @enum {string|null}
             */
            stage: "style" | "script" | "storyboard" | "images" | "speech" | "clips" | "moderation" | "assembly" | "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights" | null;
            /**
             * @description What of the stage the step makes; null as `stage`.
             * @example script:1
             */
            item: string | null;
            /**
             * Format: uuid
             * @description The shot that it is for; null: it is for none.
             */
            shot_id: string | null;
            /**
             * @description What the vendor was asked for.
             * @example script
             * @enum {string}
             */
            capability: "script" | "image" | "video" | "speech" | "moderation" | "transcription" | "suggest";
            /**
             * @description The vendor.
             * @example cloud_qwen
             */
            provider: string;
            /**
             * @description The model of the vendor.
             * @example qwen-plus
             */
            model: string;
            /**
             * @description `intended`: it is being asked. `started`: it is at work. `abandoned`: it is to be told to stop. `done`, `failed`, `cancelled`: its end. `unconfirmed`: nobody knows whether it was made or stopped, so it counts as made.
             * @example done
             * @enum {string}
             */
            status: "intended" | "started" | "abandoned" | "done" | "failed" | "cancelled" | "unconfirmed";
            /**
             * Format: int32
             * @description The step's try that it belongs to, from 1.
             * @example 1
             */
            attempt: number;
            /**
             * Format: int32
             * @description From `created_at` to `completed_at`, in ms; of pictures and clips with the vendor's work on them.
             * @example 8120
             */
            latency_ms: number | null;
            /** @description What the vendor has counted; null: it has told nothing. */
            usage: components["schemas"]["UsageDto"] | null;
            /**
             * @description What was booked for it, in USD; null: it is not over.
             * @example 0.0036
             */
            cost_usd: number | null;
            /**
             * @description Why it failed; null: it has not, or nobody knows.
             * @enum {string|null}
             */
            error_code: "PROVIDER_UNAVAILABLE" | "PROVIDER_REJECTED" | "PROVIDER_AUTH" | "PROVIDER_QUOTA" | "START_UNCONFIRMED" | "INVALID_OUTPUT" | "CONTENT_REJECTED" | "BUDGET_EXCEEDED" | "STEP_TIMED_OUT" | "STEP_CRASHED" | "RENDER_FAILED" | "QUALITY_CHECK_FAILED" | "STORAGE_FAILED" | "NO_SPACE" | "DOWNLOAD_FAILED" | "UNSAFE_URL" | "INTERNAL_ERROR" | null;
            /**
             * Format: date-time
             * @description When it was written down, just before it was made.
             * @example 2026-11-28T08:31:02.120Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was over; null: it is not.
             * @example 2026-11-28T08:31:10.240Z
             */
            completed_at: string | null;
            /**
             * @description What it was reckoned to cost at most, in USD.
             * @example 0.016
             */
            estimate_usd: number;
        };
        EventDto: {
            /**
             * @description The name of the event; what it brings is in `data`.
             * @example job.progress
             */
            type: string;
            /**
             * Format: int64
             * @description Its number among the events of the project, from 1, without gaps.
             * @example 118
             */
            seq: number;
            /**
             * Format: int64
             * @description Its number among the events of the job, from 1, without gaps.
             * @example 42
             */
            job_seq: number | null;
            /**
             * Format: uuid
             * @description The project that it is about.
             * @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20
             */
            project_id: string | null;
            /**
             * Format: uuid
             * @description The job that it is about.
             * @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2
             */
            job_id: string | null;
            /**
             * @description What the type brings with it
             * @example {
             *       "progress": 62.5,
             *       "stage": "clips",
             *       "stage_progress": 50,
             *       "step": "clip:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
             *       "message": "",
             *       "shot_id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60"
             *     }
             */
            data: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description Milliseconds since 1970.
             * @example 1795854900000
             */
            timestamp: number;
        };
        EpisodeVideoDto: {
            /**
             * Format: int32
             * @description Its number, from 1.
             * @example 1
             */
            episode: number;
            /**
             * @description What it is called.
             * @example 打烊之前
             */
            title: string;
            /**
             * Format: uri-reference
             * @description Its own MP4. Signed; expires.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/3c/0199d3c6-1e5a-7c02-b7d4-8f6e5a4b3c3c.mp4
             */
            url: string;
            /**
             * Format: uri-reference
             * @description A picture of it. Signed; expires.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/4d/0199d3c6-1e5b-7a19-8c3f-9d7e6b5a4c4d.jpg
             */
            thumbnail_url: string;
            /**
             * @description Its playing time in seconds.
             * @example 60
             */
            duration_sec: number;
        };
        FormatDto: {
            /**
             * @description Which of the formats it is.
             * @example mp4
             * @enum {string}
             */
            format: "mp4" | "mp4_9x16" | "mp4_16x9" | "hls" | "srt" | "vtt" | "ass" | "poster" | "contact_sheet" | "gif" | "fcpxml" | "edl" | "otio" | "capcut";
            /**
             * @description What a file of subtitles is in; absent from others.
             * @example zh
             * @enum {string}
             */
            language?: "zh" | "en";
            /**
             * Format: uri-reference
             * @description The file. Signed; expires.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/5e/0199d3c6-2f6b-7d30-a4e5-af8f7c6b5d5e.mp4
             */
            url: string;
            /**
             * Format: int64
             * @description Its size in bytes.
             * @example 18734592
             */
            size_bytes: number;
            /**
             * Format: int32
             * @description Of a film in one of the two shapes, in pixels; absent from others.
             * @example 720
             */
            width?: number;
            /**
             * Format: int32
             * @description As `width`.
             * @example 1280
             */
            height?: number;
        };
        VideoDto: {
            /**
             * Format: uri-reference
             * @description The whole film. Signed; expires: ask again for a fresh one.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/5e/0199d3c6-2f6b-7d30-a4e5-af8f7c6b5d5e.mp4
             */
            url: string;
            /**
             * @description Of the file at `url`.
             * @example mp4
             * @enum {string}
             */
            format: "mp4";
            /**
             * Format: int32
             * @description In pixels.
             * @example 1280
             */
            width: number;
            /**
             * Format: int32
             * @description In pixels.
             * @example 720
             */
            height: number;
            /**
             * Format: int64
             * @description Of the file at `url`, in bytes.
             * @example 18734592
             */
            size_bytes: number;
            /** @description None where the job has made shots by themselves: then the video is these, one after the other. */
            episodes: components["schemas"]["EpisodeVideoDto"][];
            /** @description The files that there are, each in one format. */
            formats: components["schemas"]["FormatDto"][];
            /**
             * @description Playing time in seconds, cards included.
             * @example 60
             */
            duration_sec: number;
        };
        ThumbnailDto: {
            /**
             * Format: uri-reference
             * @description A JPEG. Signed; expires.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/6f/0199d3c6-307c-7e41-95f6-b09a8d7c6e6f.jpg
             */
            url: string;
            /**
             * Format: int32
             * @description In pixels.
             * @example 1280
             */
            width: number;
            /**
             * Format: int32
             * @description In pixels.
             * @example 720
             */
            height: number;
        };
        ResumeJobDto: {
            /**
             * @description A new limit in USD. Where the old one was reached, a higher one is needed.
             * @example 5
             */
            max_cost_usd?: number;
        };
        FindingDto: {
            /**
             * @description What kind of thing it is, in a word.
             * @example violence
             */
            category: string;
            /**
             * @description How grave it is.
             * @example medium
             * @enum {string}
             */
            severity: "low" | "medium" | "high";
            /**
             * @description In what it was found.
             * @example script
             * @enum {string}
             */
            where: "prompt" | "script" | "image" | "clip" | "speech";
            /**
             * Format: uuid
             * @description The shot that it is in; null: in none by itself.
             */
            shot_id: string | null;
            /**
             * @description Where in the whole film that is, in seconds from its start, as it was planned when it was found: of a line when it is heard, of a picture when its shot starts, of a clip the moment that was looked at. Null: the prompt, or nothing that is at a moment of the film.
             * @example 12.5
             */
            start_sec: number | null;
            /**
             * @description Why, without repeating the text; in the language of `Accept-Language` where Jumu itself has found it.
             * @example Extreme violence (a word of the list)
             */
            reason: string;
            /**
             * @description Who found it.
             * @example local
             */
            provider: string | null;
        };
        ModerationDecisionDto: {
            /**
             * @description What was decided.
             * @example approve
             * @enum {string}
             */
            decision: "approve" | "reject";
            /**
             * @description Why; null: nothing was said.
             * @example 舞台血浆，无伤害画面
             */
            note: string | null;
            /**
             * Format: uuid
             * @description The user who decided.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            decided_by: string;
            /**
             * Format: date-time
             * @description When.
             * @example 2026-11-28T08:31:40.000Z
             */
            decided_at: string;
        };
        ModerationDto: {
            /**
             * @description The gravest of all that was looked at; a decision does not change it. `review`: a person has to look.
             * @example review
             * @enum {string}
             */
            verdict: "pass" | "review" | "reject";
            /**
             * Format: int32
             * @description 0 (harmless) to 100.
             * @example 50
             */
            score: number;
            /** @description What was found, in the order in which it was looked at. */
            findings: components["schemas"]["FindingDto"][];
            /** @description What people have decided about what waited, oldest first. */
            decisions: components["schemas"]["ModerationDecisionDto"][];
            /**
             * @description Somebody has to decide before the job goes on.
             * @example false
             */
            needs_decision: boolean;
        };
        DecideModerationDto: {
            /**
             * @description `approve`: the job goes on. `reject`: it fails with CONTENT_REJECTED.
             * @example approve
             * @enum {string}
             */
            decision: "approve" | "reject";
            /**
             * @description Why; kept with the decision.
             * @example 舞台血浆，无伤害画面
             */
            note?: string;
        };
        QualityCheckDto: {
            /**
             * @description What was looked at; never changes. What each means: docs/quality.md.
             * @example audio_video_skew_seconds
             */
            name: string;
            /**
             * @description `skipped`: it was not judged, and `reason` says why.
             * @example passed
             * @enum {string}
             */
            status: "passed" | "failed" | "skipped";
            /**
             * @description What was found: of several files, in the worst of them. Null: there is nothing to measure.
             * @example 0.02
             */
            value: (string | number) | null;
            /**
             * @description What is allowed, or wanted. Null: there is nothing to measure.
             * @example 0.05
             */
            limit: (string | number) | null;
            /**
             * @description Why it failed or was skipped, in the language of `Accept-Language`; null: it passed.
             * @example …
             */
            reason: string | null;
            /**
             * @description What kind of file it is; a `card` is a title or the end.
             * @example film
             * @enum {string}
             */
            of: "film" | "episode" | "clip" | "card" | "export";
            /**
             * @description In which format: a film is checked in each of its shapes.
             * @example mp4
             * @enum {string}
             */
            format: "mp4" | "mp4_9x16" | "mp4_16x9" | "hls" | "srt" | "vtt" | "ass" | "poster" | "contact_sheet" | "gif" | "fcpxml" | "edl" | "otio" | "capcut";
            /**
             * Format: int32
             * @description Of how many files this is told.
             * @example 1
             */
            files: number;
            /**
             * Format: int32
             * @description Of an episode, which one: the worst; null: it is of none by itself.
             */
            episode: number | null;
            /**
             * Format: uuid
             * @description Of a clip or a card, the shot that it shows: the worst; null: it is of none by itself.
             */
            shot_id: string | null;
        };
        QualityDto: {
            /** @description The film first, its clips last. */
            checks: components["schemas"]["QualityCheckDto"][];
            /**
             * @description None of the checks has failed. A job is completed only with `true`.
             * @example true
             */
            passed: boolean;
        };
        VoiceDto: {
            /**
             * @description One of ours (`female-1`), or a speech vendor's.
             * @example female-1
             */
            id: string;
            /**
             * @description A factor; 1 is as it is.
             * @example 1
             */
            pitch: number;
            /**
             * @description A factor; 1 is as it is.
             * @example 1.05
             */
            speed: number;
        };
        AppearanceDto: {
            /**
             * @description As which the person is drawn and heard; null, here and below: nothing is said.
             * @example female
             */
            sex: string | null;
            /**
             * @description As which the person is drawn and heard.
             * @example young
             */
            age: string | null;
            /**
             * @description In words.
             * @example ponytail
             */
            hair: string | null;
            /**
             * @description In words.
             * @example 米色风衣
             */
            clothes: string | null;
            /**
             * @description Whether the person wears glasses.
             * @example true
             */
            glasses: boolean | null;
            /**
             * @description Whatever else is to be seen.
             * @example …
             */
            note: string | null;
        };
        CharacterDto: {
            /**
             * Format: uuid
             * @description The id of the person.
             * @example 0199d3c4-7a12-7083-b1c5-7f2d9e6a4b38
             */
            id: string;
            /**
             * @description How scenes and shots call the person.
             * @example 林夏
             */
            name: string;
            /**
             * @description Who this is; may be empty.
             * @example 程序员，话少
             */
            description: string;
            /**
             * @description Null until it is chosen, by its user or by the first film.
             * @example {
             *       "id": "female-1",
             *       "pitch": 1,
             *       "speed": 1.05
             *     }
             */
            voice: components["schemas"]["VoiceDto"] | null;
            /**
             * Format: uuid
             * @description The upload that shows the person; null: none.
             * @example 0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15
             */
            reference_upload_id: string | null;
            /**
             * Format: uri-reference
             * @description Its file. Signed; expires. Null: none.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png
             */
            reference_url: string | null;
            /** @description What is said of the looks. */
            appearance: components["schemas"]["AppearanceDto"];
        };
        ProjectStatsDto: {
            /**
             * Format: int32
             * @description How many scenes it has.
             * @example 6
             */
            scenes: number;
            /**
             * Format: int32
             * @description How many shots it has.
             * @example 24
             */
            shots: number;
            /**
             * Format: int32
             * @description How many jobs have worked in it, in any state.
             * @example 3
             */
            jobs: number;
            /**
             * Format: int32
             * @description How many films of it are completed.
             * @example 1
             */
            completed_videos: number;
        };
        ProjectDto: {
            /**
             * Format: uuid
             * @description The id of the project.
             * @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20
             */
            id: string;
            /**
             * @description What it is called.
             * @example 月光下的约定
             */
            title: string;
            /**
             * @description What it is about; null: nothing is said.
             * @example 加班夜里的一场相遇
             */
            description: string | null;
            /**
             * @description In a word or two; null: nothing is said.
             * @example 都市
             */
            genre: string | null;
            /**
             * @description The look in words; null: nothing is said.
             * @example 都市暖色，浅景深
             */
            style: string | null;
            /**
             * @description Of what is spoken and written; null: detected from the text.
             * @example zh
             * @enum {string|null}
             */
            language: "zh" | "en" | null;
            /**
             * @description Wide or upright.
             * @example 16:9
             * @enum {string}
             */
            aspect_ratio: "16:9" | "9:16";
            /**
             * Format: int32
             * @description How many episodes it is to have.
             * @example 3
             */
            target_episodes: number;
            /**
             * Format: int32
             * @description Seconds per episode.
             * @example 60
             */
            target_duration_sec: number;
            /**
             * Format: uri-reference
             * @description The poster of its newest film. Signed; expires. Null: there is none yet.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/6f/0199d3c6-307c-7e41-95f6-b09a8d7c6e6f.jpg
             */
            cover_url: string | null;
            /** @description The people who play, in the order in which they came. */
            characters: components["schemas"]["CharacterDto"][];
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-28T08:30:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed.
             * @example 2026-11-28T08:30:00.000Z
             */
            updated_at: string;
            /** @description How much there is in it. */
            stats: components["schemas"]["ProjectStatsDto"];
        };
        CreateProjectDto: {
            /**
             * @description What it is called.
             * @example 月光下的约定
             */
            title: string;
            /**
             * @description What it is about, for people to read.
             * @example 加班夜里的一场相遇
             */
            description?: string;
            /**
             * @description In a word or two; lists can be filtered by it.
             * @example 都市
             */
            genre?: string;
            /**
             * Format: int32
             * @description How many episodes it is to have, unless a request says otherwise.
             * @default 1
             * @example 3
             */
            target_episodes?: number;
            /**
             * Format: int32
             * @description Seconds per episode.
             * @default 60
             * @example 60
             */
            target_duration_sec?: number;
            /**
             * @description Wide or upright.
             * @default 16:9
             * @enum {string}
             */
            aspect_ratio?: "16:9" | "9:16";
            /**
             * @description The look in words.
             * @example 都市暖色，浅景深
             */
            style?: string;
            /**
             * @description Of what is spoken and written; detected from the text when it is not given.
             * @enum {string}
             */
            language?: "zh" | "en";
        };
        UpdateProjectDto: {
            /**
             * @description What it is called.
             * @example 月光下的约定（修订）
             */
            title?: string;
            /**
             * @description What it is about, for people to read.
             * @example …
             */
            description?: string | null;
            /**
             * @description In a word or two.
             * @example …
             */
            genre?: string | null;
            /**
             * Format: int32
             * @description How many episodes it is to have.
             * @example 5
             */
            target_episodes?: number;
            /**
             * Format: int32
             * @description Seconds per episode.
             */
            target_duration_sec?: number;
            /**
             * @description Wide or upright; films that are there stay as they are.
             * @enum {string}
             */
            aspect_ratio?: "16:9" | "9:16";
            /**
             * @description The look in words.
             * @example …
             */
            style?: string | null;
            /**
             * @description Of what is spoken and written; null: detected each time.
             * @enum {string|null}
             */
            language?: "zh" | "en" | null;
        };
        CharacterAppearanceDto: {
            /**
             * @description As which the person is drawn and heard.
             * @example female
             * @enum {string}
             */
            sex?: "male" | "female";
            /**
             * @description As which the person is drawn and heard.
             * @example young
             * @enum {string}
             */
            age?: "child" | "young" | "adult" | "elder";
            /**
             * @description In words; the local renderer knows seventeen cuts (long, bob, braid, pixie, topknot …) and colours.
             * @example ponytail
             */
            hair?: string;
            /**
             * @description In words; the local renderer knows casual, suit, coat, dress, uniform, hanfu, official, armour and cloak, and colours.
             * @example 米色风衣
             */
            clothes?: string;
            /**
             * @description Whether the person wears glasses.
             * @example true
             */
            glasses?: boolean;
            /**
             * @description Whatever else is to be seen.
             * @example …
             */
            note?: string;
        };
        CharacterVoiceDto: {
            /**
             * @description Our own voices are male-1 to male-6, female-1 to female-6, child-1 to child-4. Any other id is a speech vendor's and goes to it as it is; who does not know it speaks with a voice of the person's sex.
             * @example female-1
             */
            id: string;
            /**
             * @description A factor: 1.1 is a little higher.
             * @default 1
             */
            pitch?: number;
            /**
             * @description A factor: 1.1 is a little faster.
             * @default 1
             */
            speed?: number;
        };
        CharacterInputDto: {
            /**
             * @description How scenes and shots call the person; each name once in a project.
             * @example 林夏
             */
            name: string;
            /**
             * @description Who this is.
             * @example 程序员，话少
             */
            description?: string;
            /**
             * @description What is said of the looks; the rest is chosen so that people can be told apart.
             * @example {
             *       "sex": "female",
             *       "age": "young",
             *       "hair": "ponytail",
             *       "glasses": true
             *     }
             */
            appearance?: components["schemas"]["CharacterAppearanceDto"];
            /**
             * @description One that can be told from the others is chosen when it is not given.
             * @example {
             *       "id": "female-1",
             *       "speed": 1.05
             *     }
             */
            voice?: components["schemas"]["CharacterVoiceDto"];
            /**
             * Format: uuid
             * @description An uploaded picture of the person, for providers that look at such.
             */
            reference_upload_id?: string;
        };
        UpdateAppearanceDto: {
            /**
             * @description As which the person is drawn and heard.
             * @enum {string|null}
             */
            sex?: "male" | "female" | null;
            /**
             * @description As which the person is drawn and heard.
             * @enum {string|null}
             */
            age?: "child" | "young" | "adult" | "elder" | null;
            /**
             * @description In words.
             * @example …
             */
            hair?: string | null;
            /**
             * @description In words.
             * @example …
             */
            clothes?: string | null;
            /** @description Whether the person wears glasses. */
            glasses?: boolean | null;
            /**
             * @description Whatever else is to be seen.
             * @example …
             */
            note?: string | null;
        };
        UpdateCharacterDto: {
            /**
             * @description Shots and scenes that name the person follow.
             * @example …
             */
            name?: string;
            /**
             * @description Who this is.
             * @example 从设计部调来的新人
             */
            description?: string | null;
            /**
             * @description Only the fields in it change.
             * @example {
             *       "hair": "short",
             *       "note": null
             *     }
             */
            appearance?: components["schemas"]["UpdateAppearanceDto"] | null;
            /** @description `null`: one is chosen when it is needed. */
            voice?: components["schemas"]["CharacterVoiceDto"] | null;
            /**
             * Format: uuid
             * @description An uploaded picture of the person; null takes it away.
             */
            reference_upload_id?: string | null;
        };
        TranslationsDto: {
            /**
             * @description In English.
             * @example You are still here?
             */
            en?: string;
            /**
             * @description In Chinese.
             * @example 你怎么还没走？
             */
            zh?: string;
        };
        DialogueDto: {
            /**
             * @description Who speaks.
             * @example 林夏
             */
            character: string;
            /**
             * @description What is said.
             * @example 你怎么还没走？
             */
            line: string;
            /**
             * @description How it is said.
             * @example surprised
             * @enum {string}
             */
            emotion: "neutral" | "happy" | "sad" | "angry" | "surprised" | "afraid";
            /** @description The line in other languages, as you have written it; absent where you have not. */
            translations?: components["schemas"]["TranslationsDto"];
        };
        SuggestionDegradedDto: {
            /**
             * @description Who was wanted.
             * @example ollama
             */
            wanted: string;
            /**
             * @description Who did it.
             * @example local
             */
            used: string;
            /**
             * @description Why not the one that was wanted, in words.
             * @example ollama is not configured
             */
            why: string;
        };
        SuggestedChangesDto: {
            /**
             * @description A movement, as it was in the form or a known one; absent, as each of these: it can stay as it is.
             * @example 推进
             */
            camera_movement?: string;
            /**
             * @description A size, as it was in the form or a known one.
             * @example 近景
             */
            shot_type?: string;
            /**
             * @description In words.
             * @example 低照度，面部有一侧柔光，反差大，阴影重
             */
            lighting?: string;
            /**
             * @description What moves and how.
             * @example 镜头缓慢推近；林夏神情绷紧，动作收着
             */
            motion_prompt?: string;
            /**
             * @description Why, for people.
             * @example 读到的要求：压抑、推近。运镜用“推进”，光线随之调整。
             */
            reasoning: string;
        };
        SuggestionDto: {
            /**
             * Format: uuid
             * @description The id of the suggestion.
             * @example 0199d3c6-1a2b-7c3d-8e4f-5a6b7c8d9e0f
             */
            id: string;
            /**
             * @description What was wished.
             * @example 更压抑一点，推近
             */
            user_input: string;
            /**
             * @description `open` until somebody applies or refuses it.
             * @example open
             * @enum {string}
             */
            status: "open" | "applied" | "refused";
            /**
             * @description Who made it.
             * @example local
             */
            provider: string;
            /** @description Who was wanted and could not, and who did it instead; null: all as wanted. */
            degraded: components["schemas"]["SuggestionDegradedDto"] | null;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-28T08:31:00.000Z
             */
            created_at: string;
            /** @description What to change, at least one thing. */
            suggestions: components["schemas"]["SuggestedChangesDto"];
        };
        ShotImageDto: {
            /**
             * @description `pending`: not made yet. `generating`, `completed`, `failed` as they say.
             * @example completed
             * @enum {string}
             */
            status: "pending" | "generating" | "completed" | "failed";
            /**
             * Format: uri-reference
             * @description The picture. Signed; expires. Null: there is none.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/7a/0199d3c5-417d-7f52-86a7-c1ab9e8d7f7a.png
             */
            url: string | null;
            /**
             * Format: uuid
             * @description The upload of yours that it is, which is never generated over; null: it is made.
             */
            upload_id: string | null;
            /**
             * @description Who made it; null: nobody, or you.
             * @example local
             */
            provider: string | null;
        };
        ShotFormDto: {
            /**
             * @description As it was given.
             * @example 推进
             */
            camera_movement: string;
            /**
             * @description As it was given.
             * @example 中景
             */
            shot_type: string;
            /**
             * @description In words; may be empty.
             * @example 夜景
             */
            lighting: string;
            /**
             * @description What moves and how; may be empty.
             * @example 风吹动她的头发
             */
            motion_prompt: string;
            /**
             * @description Your own yeses and noes, by name.
             * @example {
             *       "特写补拍": false
             *     }
             */
            checkboxes: {
                [key: string]: boolean;
            };
        };
        ShotVideoDto: {
            /**
             * @description `pending`: not made yet. `generating`, `completed`, `failed` as they say.
             * @example completed
             * @enum {string}
             */
            status: "pending" | "generating" | "completed" | "failed";
            /**
             * Format: uuid
             * @description The job that made it last, or makes it; null: none has.
             * @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2
             */
            task_id: string | null;
            /**
             * Format: uri-reference
             * @description The shot with its sound. Signed; expires. Null: there is none.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4
             */
            url: string | null;
            /**
             * Format: uri-reference
             * @description The vendor's clip, or yours. Signed; expires. Null: it was drawn here.
             */
            source_url: string | null;
            /**
             * Format: uuid
             * @description The upload of yours that it is made from, which is never generated over; null: none.
             */
            upload_id: string | null;
            /**
             * @description Why it could not be made; null: nothing has failed.
             * @example …
             */
            error: string | null;
            /**
             * @description Whose clip it is made from; null: nobody's, or yours.
             * @example …
             */
            provider: string | null;
        };
        ShotDto: {
            /**
             * Format: uuid
             * @description The id of the shot; older names for it are workspace and card.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            id: string;
            /**
             * Format: uuid
             * @description The project that it belongs to.
             * @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20
             */
            project_id: string;
            /**
             * Format: uuid
             * @description The scene that it belongs to.
             * @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09
             */
            scene_id: string;
            /**
             * Format: int32
             * @description Its place in the scene, from 0.
             * @example 0
             */
            order_index: number;
            /**
             * @description What is seen; may be empty.
             * @example 林夏靠着栏杆，身后是城市的灯火
             */
            description: string;
            /**
             * @description What the narrator says, each row a line; may be empty.
             * @example 那一夜，城市没有睡。
             */
            narration: string;
            /** @description What the characters say, in order. */
            dialogue: components["schemas"]["DialogueDto"][];
            /**
             * @description Suggestions that were asked for it, the newest last.
             * @example []
             */
            ai_collaboration: components["schemas"]["SuggestionDto"][];
            /**
             * Format: int32
             * @description Rises by one with every change of what is written in it; a stale one in `PATCH` is a CONFLICT.
             * @example 3
             */
            version: number;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-28T08:30:20.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last changed.
             * @example 2026-11-28T08:31:09.480Z
             */
            updated_at: string;
            /**
             * @description Its planned length in seconds.
             * @example 4.2
             */
            duration_sec: number;
            /** @description Its picture. */
            image: components["schemas"]["ShotImageDto"];
            /** @description How it is filmed. */
            form_data: components["schemas"]["ShotFormDto"];
            /** @description Its clip. */
            video: components["schemas"]["ShotVideoDto"];
        };
        SceneDto: {
            /**
             * Format: uuid
             * @description The id of the scene.
             * @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09
             */
            id: string;
            /**
             * Format: uuid
             * @description The project that it belongs to.
             * @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20
             */
            project_id: string;
            /**
             * Format: int32
             * @description The number of its episode, from 1.
             * @example 1
             */
            episode: number;
            /**
             * Format: int32
             * @description Its place in the episode, from 0.
             * @example 0
             */
            order_index: number;
            /**
             * @description What it is called; may be empty.
             * @example 天台
             */
            title: string;
            /**
             * @description Where it is; may be empty.
             * @example 写字楼天台
             */
            location: string;
            /**
             * @description The light of the place.
             * @example night
             * @enum {string}
             */
            time_of_day: "dawn" | "day" | "dusk" | "night";
            /**
             * @description What happens; may be empty.
             * @example 林夏独自看着城市的灯火。
             */
            description: string;
            /**
             * @description What is spoken, for people to read; may be empty.
             * @example 林夏：你怎么还没走？
             */
            script: string;
            /**
             * @description Names of those who are seen.
             * @example [
             *       "林夏"
             *     ]
             */
            characters: string[];
            /** @description Its shots, in their order. */
            shots: components["schemas"]["ShotDto"][];
            /**
             * @description Of its shots together, in seconds.
             * @example 4.2
             */
            duration_sec: number;
        };
        CreateSceneDto: {
            /**
             * Format: int32
             * @description The project's last one when it is not given.
             * @example 1
             */
            episode?: number;
            /**
             * Format: int32
             * @description Its place in the episode, from 0; those from there on move up. At the end when it is not given.
             */
            order_index?: number;
            /**
             * @description What it is called.
             * @example 天台
             */
            title?: string;
            /**
             * @description Where it is.
             * @example 写字楼天台
             */
            location?: string;
            /**
             * @description The light of the place.
             * @default day
             * @example night
             * @enum {string}
             */
            time_of_day?: "dawn" | "day" | "dusk" | "night";
            /**
             * @description What happens.
             * @example 林夏独自看着城市的灯火。
             */
            description?: string;
            /**
             * @description What is spoken, for people to read; the film speaks the lines of the shots.
             * @example …
             */
            script?: string;
            /**
             * @description Names of those who are seen.
             * @example [
             *       "林夏"
             *     ]
             */
            characters?: string[];
        };
        SceneOrderDto: {
            /**
             * Format: int32
             * @description The episode whose scenes these are.
             * @example 1
             */
            episode: number;
            /**
             * @description Every scene of it by its id, and its place.
             * @example {
             *       "0199d3c5-0c12-7d90-a1e6-3b8c7f5d2e14": 0,
             *       "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09": 1
             *     }
             */
            reorder_map: {
                [key: string]: number;
            };
        };
        ReorderScenesDto: {
            /**
             * @description Every scene of one episode by its id, and its new place, from 0 on.
             * @example {
             *       "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09": 1,
             *       "0199d3c5-0c12-7d90-a1e6-3b8c7f5d2e14": 0
             *     }
             */
            reorder_map: {
                [key: string]: number;
            };
        };
        UpdateSceneDto: {
            /**
             * Format: int32
             * @description Another episode; there at the end, unless `order_index` says where.
             */
            episode?: number;
            /**
             * Format: int32
             * @description Its place in the episode, from 0; the others make room.
             */
            order_index?: number;
            /**
             * @description What it is called.
             * @example 雨中天台
             */
            title?: string | null;
            /**
             * @description Where it is.
             * @example …
             */
            location?: string | null;
            /**
             * @description The light of the place; null: day.
             * @example dusk
             * @enum {string|null}
             */
            time_of_day?: "dawn" | "day" | "dusk" | "night" | null;
            /**
             * @description What happens.
             * @example …
             */
            description?: string | null;
            /**
             * @description What is spoken, for people to read; the film speaks the lines of the shots.
             * @example …
             */
            script?: string | null;
            /** @description Names of those who are seen. */
            characters?: string[] | null;
        };
        DialogueInputDto: {
            /**
             * @description Who speaks. A character of the project by that name is seen in the shot.
             * @example …
             */
            character: string;
            /**
             * @description What is said.
             * @example …
             */
            line: string;
            /**
             * @description How it is said; the face shows it, too.
             * @default neutral
             * @enum {string}
             */
            emotion?: "neutral" | "happy" | "sad" | "angry" | "surprised" | "afraid";
            /**
             * @description The line in other languages, for subtitles. Left out, a line whose words stay keeps what it has; `{}` empties it.
             * @example {
             *       "en": "You are still here?"
             *     }
             */
            translations?: components["schemas"]["TranslationsDto"];
        };
        ShotFormInputDto: {
            /**
             * @description 固定 推进 拉远 环绕 左移 右移 上摇 下摇 跟随, or static, push_in, pull_out, orbit, pan_left, pan_right, tilt_up, tilt_down, follow. Any other word is kept, told to the video model, and drawn as 固定.
             * @example …
             */
            camera_movement?: string;
            /**
             * @description 特写 近景 中景 全景 远景, or close_up, medium_close, medium, full, wide. Any other word is kept, and drawn as 中景.
             * @example …
             */
            shot_type?: string;
            /**
             * @description In words.
             * @example …
             */
            lighting?: string;
            /**
             * @description What moves and how, for the video model.
             * @example …
             */
            motion_prompt?: string;
            /** @description At most 50, named with 1 to 50 characters and without a dot. */
            checkboxes?: {
                [key: string]: boolean;
            };
        };
        UploadChoiceDto: {
            /**
             * Format: uuid
             * @description An upload of yours, of the right kind. It is never generated over; null takes it away.
             */
            upload_id?: string | null;
        };
        CreateShotDto: {
            /**
             * Format: int32
             * @description Its place in the scene, from 0; those from there on move up. At the end when it is not given.
             */
            order_index?: number;
            /**
             * @description What is seen.
             * @example 林夏靠着栏杆，身后是城市的灯火
             */
            description?: string;
            /**
             * @description What the narrator says, each row of text a line. It and `dialogue` are two views of one list, in the order in which the lines are heard: writing one leaves the other as it is. Lines that stay at the beginning and at the end keep their places, those between take the places of the ones that they replace. The first narration comes before all dialogue.
             * @example …
             */
            narration?: string;
            /**
             * @description What the characters say, in order; see `narration` for how the two go together.
             * @example [
             *       {
             *         "character": "林夏",
             *         "line": "你怎么还没走？",
             *         "emotion": "surprised"
             *       }
             *     ]
             */
            dialogue?: components["schemas"]["DialogueInputDto"][];
            /**
             * @description Seconds, kept in whole frames, of which a second has 25. 5 when it is not given; a film makes room for what is said.
             * @example 4.2
             */
            duration_sec?: number;
            /**
             * @description How it is filmed.
             * @example {
             *       "camera_movement": "推进",
             *       "shot_type": "中景",
             *       "lighting": "夜景"
             *     }
             */
            form_data?: components["schemas"]["ShotFormInputDto"];
            /** @description The shot's picture. */
            image?: components["schemas"]["UploadChoiceDto"];
            /** @description The shot's clip. */
            video?: components["schemas"]["UploadChoiceDto"];
        };
        ShotOrderDto: {
            /**
             * Format: uuid
             * @description The scene whose shots these are.
             * @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09
             */
            scene_id: string;
            /**
             * @description Every shot of it by its id, and its place.
             * @example {
             *       "0199d3c5-0c20-7c4d-8a72-e95b3f1d6c07": 0,
             *       "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60": 1
             *     }
             */
            reorder_map: {
                [key: string]: number;
            };
            /**
             * @description A shot with another place has another version.
             * @example {
             *       "0199d3c5-0c20-7c4d-8a72-e95b3f1d6c07": 2,
             *       "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60": 4
             *     }
             */
            versions: {
                [key: string]: number;
            };
        };
        ReorderShotsDto: {
            /**
             * @description Every shot of the scene by its id, and its new place, from 0 on.
             * @example {
             *       "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60": 1,
             *       "0199d3c5-0c20-7c4d-8a72-e95b3f1d6c07": 0
             *     }
             */
            reorder_map: {
                [key: string]: number;
            };
        };
        UpdateShotDto: {
            /**
             * @description Values by dotted path; only what is named changes, all of it or nothing. Writable: `description`, `narration`, `dialogue`, `duration_sec`, `scene_id`, `order_index`, `image.upload_id`, `video.upload_id`, `form_data.camera_movement`, `form_data.shot_type`, `form_data.lighting`, `form_data.motion_prompt`, `form_data.checkboxes.<name>`. `null` takes an upload away again.
             * @example {
             *       "form_data.lighting": "夜景"
             *     }
             */
            updates: {
                [key: string]: unknown;
            };
            /**
             * Format: int32
             * @description The version that one has seen: another one by now is a CONFLICT, whose `current` (in `details`; over sockets in `context`) is the newest shot.
             * @example 3
             */
            version?: number;
        };
        CurrentParamsDto: {
            /**
             * @description As in the shot's `form_data`.
             * @example 固定
             */
            camera_movement?: string;
            /**
             * @description As in the shot's `form_data`.
             * @example 中景
             */
            shot_type?: string;
            /**
             * @description As in the shot's `form_data`.
             * @example 夜景
             */
            lighting?: string;
            /**
             * @description As in the shot's `form_data`.
             * @example 风吹动她的头发
             */
            motion_prompt?: string;
        };
        SuggestContextDto: {
            /** @description What stands in the form and is not saved yet: it is taken for what the shot has. What of it differs from the shot is part of the suggestion, so that the shot becomes what was advised when it is applied. */
            current_params?: components["schemas"]["CurrentParamsDto"];
        };
        SuggestDto: {
            /**
             * Format: uuid
             * @description The shot to advise on.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
            /**
             * @description What is wished, in your own words, Chinese or English.
             * @example 更压抑一点，推近
             */
            user_input: string;
            /** @description What the server cannot know. */
            context?: components["schemas"]["SuggestContextDto"];
        };
        ApplySuggestionDto: {
            /**
             * Format: int32
             * @description The version that one has seen; another one by now is a CONFLICT, as in `PATCH /shots/{id}`.
             * @example 3
             */
            version?: number;
            /**
             * @description Only these of what is suggested; all when it is not given.
             * @example [
             *       "camera_movement"
             *     ]
             */
            fields?: ("camera_movement" | "shot_type" | "lighting" | "motion_prompt")[];
        };
        StageEstimateDto: {
            /**
             * @description The stage.
             * @example clips
             * @enum {string}
             */
            stage: "style" | "script" | "storyboard" | "images" | "speech" | "clips" | "moderation" | "assembly";
            /**
             * Format: int32
             * @description How many steps it would have.
             * @example 8
             */
            steps: number;
            /**
             * @description Who would do it now; `local` is this server itself.
             * @example runway
             */
            provider: string;
            /**
             * @description Which model of the provider.
             * @example gen4_turbo
             */
            model: string;
            /**
             * @description What the stage is likely to cost, in USD.
             * @example 2.4
             */
            cost_usd: number;
        };
        EstimateDto: {
            /**
             * Format: int32
             * @description Playing time of the whole film in seconds.
             * @example 60
             */
            duration_sec: number;
            /** @description Every stage, in the order of the work. */
            by_stage: components["schemas"]["StageEstimateDto"][];
            /**
             * @description What was taken for granted, in words with figures.
             * @example [
             *       "8 shots: 4 in each of 2 scenes, of 6.9 s on average",
             *       "clips: $2.40 for 8 clips by runway:gen4_turbo"
             *     ]
             */
            assumptions: string[];
            /**
             * @description What all of it is likely to cost, in USD: `max_cost_usd` needs more room.
             * @example 2.4
             */
            cost_usd: number;
        };
        JobOptionsDto: {
            /**
             * @description `burned` into the picture; `soft`: tracks in the MP4 that a viewer can switch, the first one on; or `none`. SRT, VTT and ASS files are made in any case.
             * @default burned
             * @enum {string}
             */
            subtitles?: "burned" | "soft" | "none";
            /**
             * @description The languages of the subtitles, the main one first; two are shown at once. What is spoken when it is not given. In another language a line is what its `translations` say, else what a language model makes of it; where there is neither, `degraded` says so.
             * @example [
             *       "zh",
             *       "en"
             *     ]
             */
            subtitle_languages?: ("zh" | "en")[];
            /**
             * @description Another provider may do it when the wanted one cannot. False: one that is not configured is a 503 at once.
             * @default true
             */
            allow_fallback?: boolean;
            /**
             * @description 640×360 instead of 1280×720, and quicker.
             * @default false
             */
            preview?: boolean;
            /**
             * @description The sound that clips come with, a vendor's or your own, is heard behind the voices. Drawn shots have none.
             * @default false
             */
            keep_vendor_audio?: boolean;
            /**
             * @description Whether the film has music.
             * @default true
             */
            music?: boolean;
        };
        GenerateDramaDto: {
            /**
             * @description Higher ones go first. `urgent` is for admins.
             * @default normal
             * @enum {string}
             */
            priority?: "low" | "normal" | "high" | "urgent";
            /**
             * @description The files that are wanted; `mp4`, `srt`, `vtt`, `ass` and `poster` there are in any case. More can be had of a finished film by `POST /jobs/{id}/export`.
             * @default [
             *       "mp4"
             *     ]
             * @example [
             *       "mp4",
             *       "hls"
             *     ]
             */
            formats?: ("mp4" | "mp4_9x16" | "mp4_16x9" | "hls" | "srt" | "vtt" | "ass" | "poster" | "contact_sheet" | "gif" | "fcpxml" | "edl" | "otio" | "capcut")[];
            /**
             * @description What the film is to be like.
             * @default {
             *       "subtitles": "burned",
             *       "allow_fallback": true,
             *       "preview": false,
             *       "keep_vendor_audio": false,
             *       "music": true
             *     }
             */
            options?: components["schemas"]["JobOptionsDto"];
            /**
             * @description In USD. The job pauses before the step that would pass it; without it there is no limit.
             * @example 5
             */
            max_cost_usd?: number;
            /**
             * Format: uri
             * @description An https address that gets a signed POST when the job has ended; no private one.
             */
            webhook_url?: string;
            /** @description What else it is told of; the job's end always. Needs `webhook_url`. */
            webhook_events?: ("job.status" | "job.stage" | "shot.completed")[];
            /**
             * @description The look in words; found from the prompt when it is not given.
             * @example 都市暖色，浅景深
             */
            style?: string;
            /**
             * @description Detected from the prompt when it is not given.
             * @enum {string}
             */
            language?: "zh" | "en";
            /**
             * @description Wide or upright; that of the project, or `16:9`, when it is not given.
             * @enum {string}
             */
            aspect_ratio?: "16:9" | "9:16";
            /**
             * @description What the drama and its project are called.
             * @example 打烊之前
             */
            title: string;
            /**
             * @description What it is about, for people to read.
             * @example …
             */
            description?: string;
            /**
             * @description In a word or two; the writer and the wardrobe go by it.
             * @example 都市
             */
            genre?: string;
            /**
             * Format: int32
             * @description How many episodes.
             * @example 1
             */
            episodes: number;
            /**
             * Format: int32
             * @description How many scenes each episode has.
             * @example 2
             */
            scenes_per_episode: number;
            /**
             * Format: int32
             * @description Seconds per episode, at least 3 per scene; the whole film may not be longer than `MAX_FILM_SEC` (3,600 unless set).
             * @example 60
             */
            duration_sec: number;
            /**
             * @description What is to happen, in Chinese or English.
             * @example 北京，2024 年，一个 996 的程序员遇见了设计部的同事
             */
            prompt: string;
            /**
             * @description A provider (`runway`) or a model of it (`runway:gen4_turbo`).
             * @example …
             */
            video_provider?: string;
            /**
             * @description A provider of pictures, or a model of it.
             * @example …
             */
            image_provider?: string;
            /**
             * @description A local language model (vLLM or Ollama) writes the script.
             * @default false
             */
            use_local_llm?: boolean;
            /**
             * @description Who plays, each name once; others are invented when it is not given.
             * @example [
             *       {
             *         "name": "林夏",
             *         "description": "程序员，话少",
             *         "appearance": {
             *           "sex": "female",
             *           "age": "young"
             *         }
             *       }
             *     ]
             */
            characters?: components["schemas"]["CharacterInputDto"][];
        };
        ProductionDto: {
            /**
             * Format: uuid
             * @description The project that was made for it.
             * @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20
             */
            project_id: string;
            /**
             * Format: uuid
             * @description The job, by its older name.
             * @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2
             */
            task_id: string;
            /**
             * Format: uuid
             * @description The job that makes it.
             * @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2
             */
            job_id: string;
            /**
             * @description It has just been ordered.
             * @example pending
             * @enum {string}
             */
            status: "pending";
            /**
             * Format: date-time
             * @description When it was ordered.
             * @example 2026-11-28T08:30:00.000Z
             */
            created_at: string;
        };
        CreateJobDto: {
            /**
             * @description Higher ones go first. `urgent` is for admins.
             * @default normal
             * @enum {string}
             */
            priority?: "low" | "normal" | "high" | "urgent";
            /**
             * @description The files that are wanted; `mp4`, `srt`, `vtt`, `ass` and `poster` there are in any case. More can be had of a finished film by `POST /jobs/{id}/export`.
             * @default [
             *       "mp4"
             *     ]
             * @example [
             *       "mp4",
             *       "hls"
             *     ]
             */
            formats?: ("mp4" | "mp4_9x16" | "mp4_16x9" | "hls" | "srt" | "vtt" | "ass" | "poster" | "contact_sheet" | "gif" | "fcpxml" | "edl" | "otio" | "capcut")[];
            /**
             * @description What the film is to be like.
             * @default {
             *       "subtitles": "burned",
             *       "allow_fallback": true,
             *       "preview": false,
             *       "keep_vendor_audio": false,
             *       "music": true
             *     }
             */
            options?: components["schemas"]["JobOptionsDto"];
            /**
             * @description In USD. The job pauses before the step that would pass it; without it there is no limit.
             * @example 5
             */
            max_cost_usd?: number;
            /**
             * Format: uri
             * @description An https address that gets a signed POST when the job has ended; no private one.
             */
            webhook_url?: string;
            /** @description What else it is told of; the job's end always. Needs `webhook_url`. */
            webhook_events?: ("job.status" | "job.stage" | "shot.completed")[];
            /**
             * @description The look in words; found from the prompt when it is not given.
             * @example 都市暖色，浅景深
             */
            style?: string;
            /**
             * @description Detected from the prompt when it is not given.
             * @enum {string}
             */
            language?: "zh" | "en";
            /**
             * @description Wide or upright; that of the project, or `16:9`, when it is not given.
             * @enum {string}
             */
            aspect_ratio?: "16:9" | "9:16";
            /**
             * @description What is to happen, in Chinese or English.
             * @example Two old friends meet again in a café as it starts to rain
             */
            prompt: string;
            /**
             * Format: uuid
             * @description A project of yours; one is made when it is not given.
             */
            project_id?: string;
            /**
             * @description The video model, `provider:model`.
             * @example …
             */
            model_id?: string;
            /**
             * Format: int32
             * @description At most so many shots.
             * @default 5
             * @example 5
             */
            max_shots?: number;
            /**
             * Format: int32
             * @description Playing time in seconds.
             * @default 30
             * @example 30
             */
            duration_sec?: number;
            /** @description Your own pictures that those of the film are to be like, for providers that look at such. */
            reference_upload_ids?: string[];
        };
        GenerateScenesDto: {
            /**
             * @description What is to happen, in Chinese or English.
             * @example 北京，2024 年，一个 996 的程序员遇见了设计部的同事
             */
            prompt: string;
            /**
             * Format: int32
             * @description How many episodes; the project's target when it is not given.
             * @example 1
             */
            episodes?: number;
            /**
             * Format: int32
             * @description How many scenes each episode has; 3, or as many as the project's target duration has room for, when it is not given.
             * @example 3
             */
            scenes_per_episode?: number;
            /**
             * @description `append`: episodes after those that are there. `replace`: scenes of the same episodes go when the new ones are there.
             * @default append
             * @example append
             * @enum {string}
             */
            mode?: "append" | "replace";
            /**
             * @description A local language model (vLLM or Ollama) writes; when none answers, the next provider does, and the job says so in `degraded`.
             * @default false
             */
            use_local_llm?: boolean;
        };
        RenderDto: {
            /**
             * @description Higher ones go first. `urgent` is for admins.
             * @default normal
             * @enum {string}
             */
            priority?: "low" | "normal" | "high" | "urgent";
            /**
             * @description The files that are wanted; `mp4`, `srt`, `vtt`, `ass` and `poster` there are in any case. More can be had of a finished film by `POST /jobs/{id}/export`.
             * @default [
             *       "mp4"
             *     ]
             * @example [
             *       "mp4",
             *       "hls"
             *     ]
             */
            formats?: ("mp4" | "mp4_9x16" | "mp4_16x9" | "hls" | "srt" | "vtt" | "ass" | "poster" | "contact_sheet" | "gif" | "fcpxml" | "edl" | "otio" | "capcut")[];
            /**
             * @description What the film is to be like.
             * @default {
             *       "subtitles": "burned",
             *       "allow_fallback": true,
             *       "preview": false,
             *       "keep_vendor_audio": false,
             *       "music": true
             *     }
             */
            options?: components["schemas"]["JobOptionsDto"];
            /**
             * @description In USD. The job pauses before the step that would pass it; without it there is no limit.
             * @example 5
             */
            max_cost_usd?: number;
            /**
             * Format: uri
             * @description An https address that gets a signed POST when the job has ended; no private one.
             */
            webhook_url?: string;
            /** @description What else it is told of; the job's end always. Needs `webhook_url`. */
            webhook_events?: ("job.status" | "job.stage" | "shot.completed")[];
            /**
             * @description Numbers of the episodes that are wanted; all that have shots when it is not given.
             * @example [
             *       1
             *     ]
             */
            episodes?: number[];
            /**
             * @description A provider (`runway`) or a model of it (`runway:gen4_turbo`).
             * @example …
             */
            video_provider?: string;
            /**
             * @description A provider of pictures, or a model of it.
             * @example …
             */
            image_provider?: string;
        };
        SceneVideoDto: {
            /**
             * Format: uuid
             * @description The job, by its older name.
             * @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2
             */
            task_id: string;
            /**
             * Format: uuid
             * @description The job that makes them.
             * @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2
             */
            job_id: string;
            /**
             * @description It has just been ordered.
             * @example pending
             * @enum {string}
             */
            status: "pending";
            /**
             * Format: uri-reference
             * @description Not yet: `GET /jobs/{id}/video` has it when the job is completed.
             */
            video_url: string | null;
            /**
             * Format: date-time
             * @description When it was ordered.
             * @example 2026-11-28T08:30:00.000Z
             */
            created_at: string;
        };
        GenerateVideoDto: {
            /**
             * Format: uuid
             * @description A scene of the project.
             * @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09
             */
            scene_id: string;
            /**
             * @description What is said in the scene, shared among its shots: `名字：台词` or `Name: line` is dialogue, other lines are told by the narrator.
             * @example 林夏：你怎么还没走？
             */
            script?: string;
            /**
             * @description The picture of the scene's shots: an https URL, or the `url` or `id` of an upload of yours.
             * @example …
             */
            image_url?: string;
            /**
             * @description A provider (`runway`) or a model of it (`runway:gen4_turbo`).
             * @example …
             */
            video_provider?: string;
            /**
             * Format: int32
             * @description Seconds, of all the scene's shots together; at least 1 for each. As they are when it is not given.
             * @example 12
             */
            duration_sec?: number;
        };
        RegenerateShotDto: {
            /**
             * @description Fields of its `form_data` that are set first.
             * @example {
             *       "lighting": "夜景",
             *       "camera_movement": "推进"
             *     }
             */
            params?: components["schemas"]["ShotFormInputDto"];
            /**
             * @description The picture that the shot is to have: an https URL, or the `url` or `id` of an upload of yours.
             * @example …
             */
            image_url?: string;
            /**
             * @description A provider (`runway`) or a model of it (`runway:gen4_turbo`).
             * @example …
             */
            video_provider?: string;
        };
        RetryJobDto: {
            /**
             * @description Redo this stage and all after it; without it only what is not finished is done.
             * @example images
             * @enum {string}
             */
            from_stage?: "style" | "script" | "storyboard" | "images" | "speech" | "clips" | "moderation" | "assembly" | "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights";
        };
        ExportDto: {
            /**
             * @description Higher ones go first. `urgent` is for admins.
             * @default normal
             * @enum {string}
             */
            priority?: "low" | "normal" | "high" | "urgent";
            /**
             * Format: uri
             * @description An https address that gets a signed POST when the job has ended; no private one.
             */
            webhook_url?: string;
            /** @description What else it is told of; the job's end always. Needs `webhook_url`. */
            webhook_events?: ("job.status" | "job.stage" | "shot.completed")[];
            /**
             * @description The files that are wanted: `mp4_9x16` and `mp4_16x9` compose the film for that shape, `hls` is a ladder of three sizes, `contact_sheet` a JPEG with a frame of each shot, `gif` a short preview; `fcpxml`, `edl`, `otio` and `capcut` are ZIP files for editing programs, with clips, sounds and captions apart.
             * @example [
             *       "hls",
             *       "fcpxml"
             *     ]
             */
            formats: ("mp4" | "mp4_9x16" | "mp4_16x9" | "hls" | "srt" | "vtt" | "ass" | "poster" | "contact_sheet" | "gif" | "fcpxml" | "edl" | "otio" | "capcut")[];
        };
        RunStageDto: {
            /**
             * @description Do what depends on the stage again, too.
             * @default false
             * @example true
             */
            cascade?: boolean;
        };
        AnalysisOptionsDto: {
            /**
             * @description Whether what is said is written down.
             * @default true
             */
            transcript?: boolean;
            /**
             * @description Whether comments are read; only those of YouTube can be.
             * @default true
             */
            comments?: boolean;
            /**
             * @description What insights are written in, and which captions are taken where there are several; that of `Accept-Language` when it is not given.
             * @example zh
             * @enum {string}
             */
            language?: "zh" | "en";
        };
        CreateAnalysisDto: {
            /**
             * @description Higher ones go first. `urgent` is for admins.
             * @default normal
             * @enum {string}
             */
            priority?: "low" | "normal" | "high" | "urgent";
            /**
             * @description In USD. The job pauses before the step that would pass it; without it there is no limit.
             * @example 5
             */
            max_cost_usd?: number;
            /**
             * Format: uri
             * @description An https address that gets a signed POST when the job has ended; no private one.
             */
            webhook_url?: string;
            /** @description What else it is told of; the job's end always. Needs `webhook_url`. */
            webhook_events?: ("job.status" | "job.stage" | "shot.completed")[];
            /**
             * Format: uri
             * @description One video on YouTube: a `watch`, `shorts`, `live` or `youtu.be` address.
             */
            youtube_url?: string;
            /**
             * Format: uri
             * @description Where a video file is, by http or https; no private address.
             * @example https://example.org/night.mp4
             */
            url?: string;
            /**
             * Format: uuid
             * @description A video that you have uploaded.
             */
            upload_id?: string;
            /**
             * @description What is wanted of it.
             * @default {
             *       "transcript": true,
             *       "comments": true
             *     }
             */
            options?: components["schemas"]["AnalysisOptionsDto"];
        };
        AnalysisDto: {
            /**
             * Format: uuid
             * @description Its job's id: the job's routes, room and events are open to it.
             * @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2
             */
            id: string;
            /**
             * @description As that of any job.
             * @example running
             * @enum {string}
             */
            status: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
            /**
             * @description The stage that is being worked on, or the last one that is done; null: none has begun.
             * @example shots
             * @enum {string|null}
             */
            current_step: "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights" | null;
            /**
             * Format: int32
             * @description 0 to 100; never falls within a run.
             * @example 62
             */
            progress: number;
            /**
             * @description Where the video comes from.
             * @example youtube
             * @enum {string}
             */
            source_kind: "youtube" | "url" | "upload";
            /**
             * @description What it is called, as far as that is known.
             * @example 打烊之前
             */
            title: string | null;
            /** @description Why it has failed; null: it has not. */
            error: components["schemas"]["JobErrorDto"] | null;
            /**
             * Format: date-time
             * @description When it was ordered.
             * @example 2026-11-28T08:30:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was completed, failed or cancelled; null: it goes on.
             */
            completed_at: string | null;
            /**
             * Format: date-time
             * @description When it will be done, by how long its like has taken on this server; null: it is over or paused, or nobody knows yet how long the video is.
             * @example 2026-11-28T08:30:40.000Z
             */
            estimated_completion: string | null;
        };
        FoundShotDto: {
            /**
             * @description How it begins: `start` of the film, a `cut`, or `gradual` (a dissolve, fade or wipe: its middle is told).
             * @example cut
             * @enum {string}
             */
            transition: "start" | "cut" | "gradual";
            /**
             * Format: uri-reference
             * @description A picture of it. Signed; expires.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/3c/0199d3c6-1e5a-7c02-b7d4-8f6e5a4b3c3c.jpg
             */
            thumbnail_url: string;
            /**
             * @description 0 (black) to 1 (white).
             * @example 0.42
             */
            brightness: number;
            /**
             * @description How much changes from picture to picture, 0 (nothing) to 1.
             * @example 0.05
             */
            motion: number;
            /**
             * @description What there is most of, as `#rrggbb`.
             * @example [
             *       "#1f2a3c",
             *       "#c8a27a"
             *     ]
             */
            colours: string[];
            /**
             * @description From the film's start, in seconds.
             * @example 3.5
             */
            start_sec: number;
            /**
             * @description Where the next one begins.
             * @example 6.25
             */
            end_sec: number;
        };
        SpokenSegmentDto: {
            /**
             * @description What is said.
             * @example 你怎么还没走？
             */
            text: string;
            /**
             * @description From the film's start, in seconds.
             * @example 12.4
             */
            start_sec: number;
            /**
             * @description As `start_sec`.
             * @example 14.1
             */
            end_sec: number;
        };
        TranscriptDto: {
            /**
             * @description `provider`: somebody has listened; `captions`: those of the platform; `subtitles`: those in the file.
             * @example subtitles
             * @enum {string}
             */
            from: "provider" | "captions" | "subtitles";
            /**
             * @description Who has listened; null: nobody.
             * @example openai
             */
            provider: string | null;
            /**
             * @description What is spoken, where that is known.
             * @example zh
             */
            language: string | null;
            /**
             * @description All of it.
             * @example 你怎么还没走？
             */
            text: string;
            /** @description By time; none where nobody has told the time. */
            segments: components["schemas"]["SpokenSegmentDto"][];
            /**
             * @description Captions that a machine has made.
             * @example false
             */
            is_automatic: boolean;
        };
        SpanDto: {
            /**
             * @description From the film's start, in seconds.
             * @example 12.4
             */
            start_sec: number;
            /**
             * @description As `start_sec`.
             * @example 14.1
             */
            end_sec: number;
        };
        LoudnessDto: {
            /**
             * @description Of all of it, in LUFS; null: too quiet to be measured.
             * @example -16.2
             */
            integrated_lufs: number | null;
            /**
             * @description How far loud and quiet are apart, in LU; null: too quiet to be measured.
             * @example 6.1
             */
            range_lu: number | null;
            /**
             * @description The loudest sample, in dBFS; null: it is digitally silent.
             * @example -1.4
             */
            peak_dbfs: number | null;
            /** @description Where nothing is to be heard, for half a second or more. */
            silences: components["schemas"]["SpanDto"][];
            /**
             * @description How much of it is silent, 0 to 1.
             * @example 0.08
             */
            silent_share: number;
            /**
             * @description In how much of it somebody seems to speak, 0 to 1: told by the sound alone, so songs count in part.
             * @example 0.61
             */
            speech_share: number;
        };
        ReadTextDto: {
            /**
             * @description What is written there.
             * @example 打烊之前
             */
            text: string;
            /**
             * @description In which third of the picture.
             * @example bottom
             * @enum {string}
             */
            place: "top" | "middle" | "bottom";
            /**
             * @description From the film's start, in seconds.
             * @example 12.4
             */
            start_sec: number;
            /**
             * @description As `start_sec`.
             * @example 14.1
             */
            end_sec: number;
        };
        CommentDto: {
            /**
             * @description The name that its author goes by there.
             * @example @nightowl
             */
            author: string;
            /**
             * @description What it says.
             * @example 结尾太意外了
             */
            text: string;
            /**
             * Format: int64
             * @description How many like it.
             * @example 218
             */
            likes: number;
            /**
             * Format: int64
             * @description How many have answered.
             * @example 7
             */
            replies: number;
            /**
             * Format: date-time
             * @description When it was written; null: that is not told.
             * @example 2024-05-24T10:36:55.000Z
             */
            published_at: string | null;
        };
        CommentsDto: {
            /** @description The most relevant first. */
            items: components["schemas"]["CommentDto"][];
            /**
             * @description There are more than were read.
             * @example true
             */
            is_truncated: boolean;
        };
        MissingPartDto: {
            /**
             * @description What is not there.
             * @example transcript
             * @enum {string}
             */
            part: "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights";
            /**
             * @description Why, for programs.
             * @example no_transcriber
             * @enum {string}
             */
            reason: "not_wanted" | "no_sound" | "no_speech" | "no_transcriber" | "not_installed" | "switched_off" | "not_watched" | "no_text" | "not_youtube" | "no_key" | "comments_off" | "gone" | "no_comments" | "no_writer" | "failed" | "expired";
            /**
             * @description The same for people, in the language of `Accept-Language`.
             * @example The video has no sound
             */
            message: string;
        };
        SourceDto: {
            /**
             * @description Where it came from.
             * @example youtube
             * @enum {string}
             */
            kind: "youtube" | "url" | "upload";
            /**
             * @description Its address; null: it was uploaded.
             * @example https://www.youtube.com/watch?v=axepn8QqxRk
             */
            url: string | null;
            /**
             * Format: uuid
             * @description The upload; null: it is none.
             */
            upload_id: string | null;
            /**
             * @description What it is called there, or the name of the file; null: that is not known.
             * @example 打烊之前
             */
            title: string | null;
            /**
             * @description Whose it is there.
             * @example Night Shift
             */
            author: string | null;
            /**
             * @description What is said about it there.
             * @example …
             */
            description: string | null;
            /**
             * @description What it is filed under there.
             * @example [
             *       "drama"
             *     ]
             */
            tags: string[];
            /**
             * Format: date-time
             * @description When it was published.
             * @example 2024-05-24T10:30:00.000Z
             */
            published_at: string | null;
            /**
             * Format: int64
             * @description How often it was watched.
             * @example 1250000
             */
            views: number | null;
            /**
             * Format: int64
             * @description How many like it.
             * @example 89000
             */
            likes: number | null;
            /**
             * Format: int64
             * @description How many comments there are.
             * @example 3400
             */
            comments: number | null;
        };
        SoundFormatDto: {
            /**
             * @description The name of its codec, as ffmpeg has it.
             * @example aac
             */
            codec: string;
            /**
             * Format: int32
             * @description How many channels.
             * @example 2
             */
            channels: number | null;
            /**
             * Format: int32
             * @description In samples a second.
             * @example 48000
             */
            sample_rate: number | null;
        };
        MediaFactsDto: {
            /**
             * @description What it is in.
             * @example mp4
             */
            container: string;
            /**
             * Format: int64
             * @description In bytes.
             * @example 18734592
             */
            size_bytes: number;
            /**
             * @description The name of the pictures' codec, as ffmpeg has it.
             * @example h264
             */
            video_codec: string;
            /**
             * Format: int32
             * @description In pixels, as it is seen: turned, where it is to be.
             * @example 1280
             */
            width: number;
            /**
             * Format: int32
             * @description As `width`.
             * @example 720
             */
            height: number;
            /**
             * @description By how much players turn it, clockwise.
             * @example 0
             * @enum {number}
             */
            rotation_deg: 0 | 90 | 180 | 270;
            /** @description Null: it is silent. */
            audio: components["schemas"]["SoundFormatDto"] | null;
            /**
             * @description In which languages it has subtitles that can be switched on; `und`: it does not say.
             * @example [
             *       "zh"
             *     ]
             */
            subtitle_languages: string[];
            /**
             * @description Playing time in seconds.
             * @example 63.4
             */
            duration_sec: number;
            /**
             * @description Pictures a second, on average.
             * @example 24
             */
            fps: number;
            /**
             * @description Its pictures are not evenly spaced.
             * @example false
             */
            is_variable_rate: boolean;
            /**
             * @description Its pictures are brighter than SDR television can show (PQ or HLG).
             * @example false
             */
            is_hdr: boolean;
        };
        StoryPartDto: {
            /**
             * @description What it may be called.
             * @example 雨夜相遇
             */
            title: string;
            /**
             * @description What happens in it.
             * @example 两个陌生人在打烊的咖啡馆里躲雨
             */
            description: string;
            /**
             * @description In seconds.
             * @example 0
             */
            start_sec: number;
            /**
             * @description In seconds.
             * @example 12.5
             */
            end_sec: number;
        };
        SentimentDto: {
            /**
             * @description 0 to 1.
             * @example 0.7
             */
            positive: number;
            /**
             * @description 0 to 1.
             * @example 0.2
             */
            neutral: number;
            /**
             * @description 0 to 1.
             * @example 0.1
             */
            negative: number;
            /**
             * @description What they speak of.
             * @example 大家最喜欢结尾的反转
             */
            summary: string;
        };
        FilmWordsDto: {
            /**
             * @description What it is about.
             * @example 一个关于错过与重逢的雨夜故事
             */
            summary: string;
            /**
             * @description What holds the viewer in the first seconds.
             * @example 开场三秒内就抛出悬念
             */
            hook: string;
            /**
             * @description How it is cut, and what that does.
             * @example 前半段舒缓，高潮处镜头骤然变短
             */
            pacing: string;
            /** @description Its parts, in order. */
            structure: components["schemas"]["StoryPartDto"][];
            /**
             * @description What it could be filed under.
             * @example [
             *       "都市",
             *       "治愈"
             *     ]
             */
            tags: string[];
            /** @description Null: there are no comments. */
            comment_sentiment: components["schemas"]["SentimentDto"] | null;
        };
        ShotStatisticsDto: {
            /**
             * Format: int32
             * @description How many shots.
             * @example 18
             */
            count: number;
            /**
             * @description How many of the transitions are dissolves, fades or wipes, 0 to 1.
             * @example 0.1
             */
            gradual_share: number;
            /**
             * @description By the average: `slow` from 8 s on, `moderate` from 4 s, `fast` from 2 s, `very_fast` below.
             * @example fast
             * @enum {string}
             */
            rhythm: "slow" | "moderate" | "fast" | "very_fast";
            /**
             * @description The film's length by the number of its shots, in seconds.
             * @example 3.333
             */
            average_sec: number;
            /**
             * @description Half of the shots are shorter, in seconds.
             * @example 3.1
             */
            median_sec: number;
            /**
             * @description In seconds.
             * @example 1.2
             */
            shortest_sec: number;
            /**
             * @description In seconds.
             * @example 7.9
             */
            longest_sec: number;
            /**
             * @description Standard deviation of the lengths, in seconds.
             * @example 1.6
             */
            deviation_sec: number;
            /**
             * @description Transitions of any kind.
             * @example 17
             */
            cuts_per_minute: number;
        };
        PacingPartDto: {
            /**
             * @description In seconds.
             * @example 0
             */
            start_sec: number;
            /**
             * @description In seconds.
             * @example 6
             */
            end_sec: number;
            /**
             * @description How many cuts a minute, at that rate.
             * @example 20
             */
            cuts_per_minute: number;
            /**
             * @description In seconds. Shots that are seen in part count in part.
             * @example 3
             */
            average_shot_sec: number;
        };
        PacingDto: {
            /**
             * @description Whether it is cut faster towards its end.
             * @example accelerating
             * @enum {string}
             */
            trend: "accelerating" | "steady" | "decelerating";
            /** @description Ten parts of the film of the same length. */
            curve: components["schemas"]["PacingPartDto"][];
        };
        FilmSectionDto: {
            /**
             * @description What it may be in the story: a guess, from where it stands and how intense it is.
             * @example opening
             * @enum {string}
             */
            act: "whole" | "opening" | "development" | "climax" | "ending";
            /**
             * Format: int32
             * @description How many shots begin in it.
             * @example 4
             */
            shots: number;
            /**
             * @description As that of shots.
             * @example 0.05
             */
            motion: number;
            /**
             * @description Null: there is no sound.
             * @example 0.6
             */
            speech_share: number | null;
            /**
             * @description In seconds.
             * @example 0
             */
            start_sec: number;
            /**
             * @description In seconds.
             * @example 12.5
             */
            end_sec: number;
            /**
             * @description How many cuts a minute, at that rate.
             * @example 14.4
             */
            cuts_per_minute: number;
            /**
             * @description In seconds.
             * @example 3.125
             */
            average_shot_sec: number;
        };
        SpokenWordsDto: {
            /**
             * @description Chinese is counted by characters, other languages by words.
             * @example characters
             * @enum {string}
             */
            unit: "characters" | "words";
            /**
             * Format: int32
             * @description How many.
             * @example 180
             */
            count: number;
            /**
             * @description Of the film.
             * @example 180
             */
            per_minute: number;
            /**
             * @description Of the time in which somebody speaks; 0: that is not known.
             * @example 262
             */
            per_spoken_minute: number;
        };
        PausesDto: {
            /**
             * Format: int32
             * @description How many, of half a second or more.
             * @example 7
             */
            count: number;
            /**
             * @description In seconds.
             * @example 1.1
             */
            average_sec: number;
            /**
             * @description In seconds.
             * @example 3.4
             */
            longest_sec: number;
        };
        SpeechStatisticsDto: {
            /**
             * @description In how much of it somebody speaks, 0 to 1.
             * @example 0.61
             */
            talk_share: number;
            /** @description Null: nobody has written down what is said. */
            words: components["schemas"]["SpokenWordsDto"] | null;
            /** @description Between what is said. */
            pauses: components["schemas"]["PausesDto"];
        };
        PictureStatisticsDto: {
            /**
             * @description 0 (black) to 1 (white), over the whole film.
             * @example 0.42
             */
            brightness: number;
            /**
             * @description As that of shots, over the whole film.
             * @example 0.05
             */
            motion: number;
        };
        BeginningDto: {
            /**
             * Format: int32
             * @description How many cuts are in it.
             * @example 1
             */
            cuts: number;
            /**
             * @description Its motion by that of all that comes after; above 1 it begins livelier than it goes on. Null: not known.
             * @example 1.4
             */
            motion_ratio: number | null;
            /**
             * @description Null: there is no sound.
             * @example 0
             */
            silent_share: number | null;
            /**
             * @description Null: there is no sound.
             * @example 0.6
             */
            speech_share: number | null;
            /**
             * @description Where it ends, in seconds.
             * @example 3
             */
            end_sec: number;
            /**
             * @description How many cuts a minute, at that rate.
             * @example 20
             */
            cuts_per_minute: number;
        };
        HookDto: {
            /**
             * @description When somebody first speaks, in seconds; null: nobody does, or there is no sound.
             * @example 0.8
             */
            first_speech_sec: number | null;
            /** @description The first three seconds. */
            first_seconds: components["schemas"]["BeginningDto"];
            /** @description The first 15 % of it. */
            opening: components["schemas"]["BeginningDto"];
        };
        FilmStatisticsDto: {
            /** @description How long its shots are. */
            shots: components["schemas"]["ShotStatisticsDto"] | null;
            /** @description How the cutting changes as it goes on. */
            pacing: components["schemas"]["PacingDto"] | null;
            /** @description From its first moment to its last. */
            structure: components["schemas"]["FilmSectionDto"][];
            /** @description Null: there is neither sound nor a transcript. */
            speech: components["schemas"]["SpeechStatisticsDto"] | null;
            /** @description How bright and lively it is. */
            picture: components["schemas"]["PictureStatisticsDto"] | null;
            /**
             * @description Playing time in seconds.
             * @example 60
             */
            duration_sec: number;
            /** @description How it begins. */
            hook: components["schemas"]["HookDto"];
        };
        InsightsDto: {
            /**
             * @description Who wrote the words; `local`: nobody did, there is what was measured only.
             * @example local
             */
            provider: string;
            /**
             * @description Its model; null: there was none.
             * @example qwen-plus
             */
            model: string | null;
            /** @description What a language model says of it; null: none is configured, or it has failed; `missing` says which. */
            words: components["schemas"]["FilmWordsDto"] | null;
            /** @description What was measured. */
            statistics: components["schemas"]["FilmStatisticsDto"];
        };
        AnalysisResultDto: {
            /** @description From cut to cut, in order. */
            shots: components["schemas"]["FoundShotDto"][];
            /**
             * Format: uri-reference
             * @description Pictures of the shots on one sheet, as JPEG. Signed; expires. Null: there are too few.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/6f/0199d3c6-307c-7e41-95f6-b09a8d7c6e6f.jpg
             */
            contact_sheet_url: string | null;
            /** @description What is said; null: `missing` says why. */
            transcript: components["schemas"]["TranscriptDto"] | null;
            /** @description How it sounds; null: it has no sound. */
            loudness: components["schemas"]["LoudnessDto"] | null;
            /** @description What is written in the pictures; null: `missing` says why. */
            on_screen_text: components["schemas"]["ReadTextDto"][] | null;
            /** @description What viewers say of it; null: `missing` says why. */
            comments: components["schemas"]["CommentsDto"] | null;
            /** @description Parts that are not there, and why. */
            missing: components["schemas"]["MissingPartDto"][];
            /** @description Where the video came from, and what is known of it there. */
            source: components["schemas"]["SourceDto"];
            /** @description The file. */
            media: components["schemas"]["MediaFactsDto"];
            /** @description What a director would note down. */
            insights: components["schemas"]["InsightsDto"];
        };
        AnalysisMetadataDto: {
            /**
             * Format: date-time
             * @description When it was ordered.
             * @example 2026-11-28T08:30:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was completed.
             * @example 2026-11-28T08:30:40.000Z
             */
            completed_at: string;
            /**
             * @description From its first step to its end, in seconds.
             * @example 12.4
             */
            processing_sec: number;
            /**
             * @description What was booked for it, in USD.
             * @example 0.02
             */
            cost_usd: number;
        };
        AnalysisReportDto: {
            /**
             * Format: uuid
             * @description The analysis, by its older name.
             * @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2
             */
            task_id: string;
            /** @description What was found. */
            result: components["schemas"]["AnalysisResultDto"];
            /** @description How it went. */
            metadata: components["schemas"]["AnalysisMetadataDto"];
        };
        AnalysisDramaDto: {
            /**
             * @description Higher ones go first. `urgent` is for admins.
             * @default normal
             * @enum {string}
             */
            priority?: "low" | "normal" | "high" | "urgent";
            /**
             * @description The files that are wanted; `mp4`, `srt`, `vtt`, `ass` and `poster` there are in any case. More can be had of a finished film by `POST /jobs/{id}/export`.
             * @default [
             *       "mp4"
             *     ]
             * @example [
             *       "mp4",
             *       "hls"
             *     ]
             */
            formats?: ("mp4" | "mp4_9x16" | "mp4_16x9" | "hls" | "srt" | "vtt" | "ass" | "poster" | "contact_sheet" | "gif" | "fcpxml" | "edl" | "otio" | "capcut")[];
            /**
             * @description What the film is to be like.
             * @default {
             *       "subtitles": "burned",
             *       "allow_fallback": true,
             *       "preview": false,
             *       "keep_vendor_audio": false,
             *       "music": true
             *     }
             */
            options?: components["schemas"]["JobOptionsDto"];
            /**
             * @description In USD. The job pauses before the step that would pass it; without it there is no limit.
             * @example 5
             */
            max_cost_usd?: number;
            /**
             * Format: uri
             * @description An https address that gets a signed POST when the job has ended; no private one.
             */
            webhook_url?: string;
            /** @description What else it is told of; the job's end always. Needs `webhook_url`. */
            webhook_events?: ("job.status" | "job.stage" | "shot.completed")[];
            /**
             * @description The look in words; found from the prompt when it is not given.
             * @example 都市暖色，浅景深
             */
            style?: string;
            /**
             * @description Detected from the prompt when it is not given.
             * @enum {string}
             */
            language?: "zh" | "en";
            /**
             * @description Wide or upright; that of the project, or `16:9`, when it is not given.
             * @enum {string}
             */
            aspect_ratio?: "16:9" | "9:16";
            /**
             * @description What the drama and its project are called.
             * @example 打烊之前
             */
            title: string;
            /**
             * @description What it is about, for people to read.
             * @example …
             */
            description?: string;
            /**
             * @description In a word or two; the writer and the wardrobe go by it.
             * @example 都市
             */
            genre?: string;
            /**
             * @description A provider (`runway`) or a model of it (`runway:gen4_turbo`).
             * @example …
             */
            video_provider?: string;
            /**
             * @description A provider of pictures, or a model of it.
             * @example …
             */
            image_provider?: string;
            /**
             * @description A local language model (vLLM or Ollama) writes the script.
             * @default false
             */
            use_local_llm?: boolean;
            /**
             * @description Who plays, each name once; others are invented when it is not given.
             * @example [
             *       {
             *         "name": "林夏",
             *         "description": "程序员，话少",
             *         "appearance": {
             *           "sex": "female",
             *           "age": "young"
             *         }
             *       }
             *     ]
             */
            characters?: components["schemas"]["CharacterInputDto"][];
            /**
             * @description What is to happen. When it is not given, what a model has said of the video, else what is known of it: its title, its description, what is said in it.
             * @example 同样的节奏，换成一家深夜书店
             */
            prompt?: string;
        };
        RebuildStepDto: {
            /**
             * @description The stage that it belongs to.
             * @example speech
             * @enum {string}
             */
            stage: "style" | "script" | "storyboard" | "images" | "speech" | "clips" | "moderation" | "assembly" | "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights";
            /**
             * @description What of the stage, as in `GET /jobs/{id}/steps`.
             * @example lines:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            item: string;
            /**
             * Format: uuid
             * @description The shot that it is for; null: it is for more.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string | null;
            /**
             * @description `changed`: what it is made of is not what it was; `follows`: it is made of what another of these steps makes; `always`: every film makes it, for it is that film's own, or costs nothing.
             * @example changed
             * @enum {string}
             */
            why: "always" | "changed" | "follows";
            /**
             * @description What it costs at most, in USD.
             * @example 0
             */
            cost_usd: number;
        };
        RebuildPlanDto: {
            /**
             * Format: int32
             * @description Playing time of the whole film in seconds.
             * @example 60
             */
            duration_sec: number;
            /** @description Every stage, in the order of the work. */
            by_stage: components["schemas"]["StageEstimateDto"][];
            /**
             * @description What was taken for granted, in words with figures.
             * @example [
             *       "8 shots: 4 in each of 2 scenes, of 6.9 s on average",
             *       "clips: $2.40 for 8 clips by runway:gen4_turbo"
             *     ]
             */
            assumptions: string[];
            /**
             * @description How long that takes, in seconds; null: something of it was never done in this project.
             * @example 12.4
             */
            estimated_sec: number | null;
            /**
             * Format: int32
             * @description So many steps find their result in the cache.
             * @example 41
             */
            cached: number;
            /** @description Those that would be made, in an order in which they can be. */
            steps: components["schemas"]["RebuildStepDto"][];
            /**
             * @description What all of it is likely to cost, in USD: `max_cost_usd` needs more room.
             * @example 2.4
             */
            cost_usd: number;
        };
        ShotUpdatesDto: {
            /**
             * @description Values by dotted path; only what is named changes, all of it or nothing. Writable: `description`, `narration`, `dialogue`, `duration_sec`, `scene_id`, `order_index`, `image.upload_id`, `video.upload_id`, `form_data.camera_movement`, `form_data.shot_type`, `form_data.lighting`, `form_data.motion_prompt`, `form_data.checkboxes.<name>`. `null` takes an upload away again.
             * @example {
             *       "form_data.lighting": "夜景"
             *     }
             */
            updates: {
                [key: string]: unknown;
            };
            /**
             * Format: uuid
             * @description A shot of the project.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
        };
        PlanJobDto: {
            /**
             * @description What one thinks of changing, each like the body of `PATCH /shots/{id}`, one after the other. None: what has been changed since the last film.
             * @example [
             *       {
             *         "shot_id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
             *         "updates": {
             *           "narration": "那一夜，城市没有睡。"
             *         }
             *       }
             *     ]
             */
            changes: components["schemas"]["ShotUpdatesDto"][];
        };
        SocketStatusDto: {
            /**
             * Format: int32
             * @description Connected sockets.
             * @example 3
             */
            connections: number;
            /**
             * Format: int32
             * @description Projects and jobs that somebody listens to; one that is listened to at two processes counts twice.
             * @example 2
             */
            rooms: number;
            /**
             * Format: int32
             * @description Projects and jobs of each socket, all together.
             * @example 5
             */
            subscriptions: number;
            /**
             * Format: int32
             * @description API processes that are in the figures.
             * @example 1
             */
            processes: number;
            /**
             * @description `false`: not every process has answered, or Redis is away and only this one was asked.
             * @example true
             */
            complete: boolean;
        };
        HealthDto: {
            /**
             * @description `healthy`: every check is up.
             * @example healthy
             * @enum {string}
             */
            status: "healthy" | "degraded";
            /**
             * @description The version of the server.
             * @example 0.1.0
             */
            version: string;
            /**
             * Format: int32
             * @description Since the process began, in seconds.
             * @example 86400
             */
            uptime_sec: number;
            /**
             * @description How it is set up; no address, key or path.
             * @example {
             *       "role": "all",
             *       "storage": "local",
             *       "providers": [
             *         "local"
             *       ],
             *       "deep_checks": false,
             *       "limits": {
             *         "rate_limit_per_min": 300,
             *         "max_film_sec": 3600,
             *         "media_url_ttl_sec": 3600,
             *         "media_concurrency": 2
             *       }
             *     }
             */
            config: {
                /**
                 * @description What this process does: answer, work, or both
                 * @enum {string}
                 */
                role?: "all" | "api" | "worker";
                /**
                 * @description Where files are kept
                 * @example …
                 */
                storage?: string;
                /** @description Who is configured; `local` always is */
                providers?: string[];
                /** @description Whether clips are watched as well: what does it is installed by `npm run setup:qc` */
                deep_checks?: boolean;
                /** @description Limits by name; a rate limit of 0 is none */
                limits?: {
                    [key: string]: number;
                };
            };
            /**
             * @description What the server stands on, by name, with what each check found.
             * @example {
             *       "database": {
             *         "status": "up",
             *         "latency_ms": 1
             *       },
             *       "storage": {
             *         "status": "up",
             *         "latency_ms": 1
             *       },
             *       "ffmpeg": {
             *         "status": "up",
             *         "version": "7.1",
             *         "latency_ms": 0
             *       },
             *       "redis": {
             *         "status": "up",
             *         "latency_ms": 1
             *       },
             *       "queue": {
             *         "status": "up",
             *         "latency_ms": 1
             *       }
             *     }
             */
            checks: {
                [key: string]: {
                    /**
                     * @description Whether it works
                     * @enum {string}
                     */
                    status: "up" | "down";
                    /**
                     * Format: int32
                     * @description How long the check took, in milliseconds; not for what is down
                     */
                    latency_ms?: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        LiveDto: {
            /**
             * @description Always, when there is an answer.
             * @example up
             * @enum {string}
             */
            status: "up";
        };
        ReadyDto: {
            /**
             * @description `degraded`: it serves, though something that it could do without is down.
             * @example ready
             * @enum {string}
             */
            status: "ready" | "degraded";
            /**
             * @description The checks that are down
             * @example []
             */
            down: string[];
        };
        WebhookSecretDto: {
            /**
             * @description Checks the signatures of your webhooks (Standard Webhooks)
             * @example whsec_dGhpcyBpcyBhbiBleGFtcGxlLCBub3QgYSBzZWNyZXQ=
             */
            secret: string;
        };
        DeliveryErrorDto: {
            /**
             * @description `UNSAFE_URL`: the address leads where nothing may be sent. `THIRD_PARTY_ERROR`: no answer in time.
             * @example THIRD_PARTY_ERROR
             * @enum {string}
             */
            code: "UNSAFE_URL" | "THIRD_PARTY_ERROR";
            /**
             * @description What happened, in English.
             * @example The server did not answer in time
             */
            message: string;
        };
        DeliveryTryDto: {
            /**
             * Format: date-time
             * @description When it was sent.
             * @example 2026-11-28T08:32:05.100Z
             */
            at: string;
            /**
             * Format: int32
             * @description The HTTP status of the answer; null when there was none.
             * @example 204
             */
            status: number | null;
            /** @description Why there was no answer; null: there was one. */
            error: components["schemas"]["DeliveryErrorDto"] | null;
            /**
             * Format: int32
             * @description How long it took, in milliseconds.
             * @example 84
             */
            duration_ms: number;
            /**
             * @description How the answer begins, at most 500 bytes.
             * @example …
             */
            reply: string | null;
        };
        WebhookDeliveryDto: {
            /**
             * Format: uuid
             * @description The `webhook-id` of every try
             * @example 0199d3c6-6390-7174-a8c9-e3cdb0af9b9c
             */
            id: string;
            /**
             * Format: uuid
             * @description The job that it tells of.
             * @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2
             */
            job_id: string;
            /**
             * @description Which event it is.
             * @example job.cancelled
             * @enum {string}
             */
            type: "job.completed" | "job.failed" | "job.cancelled" | "job.status" | "job.stage" | "shot.completed";
            /**
             * Format: uri
             * @description Where it goes.
             * @example https://hooks.example.com/jumu
             */
            url: string;
            /**
             * @description `pending`: on its way, or to be tried again. `delivered`: a 2xx has come. `failed`: tried for the last time, or 410.
             * @example delivered
             * @enum {string}
             */
            status: "pending" | "delivered" | "failed";
            /**
             * Format: int32
             * @description Tries since the event, or since it was last asked for again.
             * @example 1
             */
            attempts: number;
            /** @description The last 20 tries, oldest first. */
            log: components["schemas"]["DeliveryTryDto"][];
            /**
             * Format: date-time
             * @description When it is tried next; null: it is not.
             */
            next_attempt_at: string | null;
            /**
             * @description What is posted
             * @example {
             *       "type": "job.cancelled",
             *       "timestamp": "2026-11-28T08:32:05.000Z",
             *       "data": {
             *         "job_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
             *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
             *         "job_seq": 43
             *       }
             *     }
             */
            body: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When the event happened.
             * @example 2026-11-28T08:32:05.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it arrived last.
             * @example 2026-11-28T08:32:05.184Z
             */
            delivered_at: string | null;
        };
        HandshakeDto: {
            /**
             * @description An access token or an API key.
             * @example eyJhbGciOiJIUzI1NiJ9.e30.hJ2v
             */
            token: string;
            /**
             * @description A project to hear of at once.
             * @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20
             */
            project_id?: string;
            /**
             * @description A job to hear of at once.
             * @example …
             */
            job_id?: string;
            /**
             * Format: int64
             * @description The last number that you have of it.
             * @example 118
             */
            after_seq?: number;
        };
        RefusalData: {
            /**
             * @description For programs, as in the errors of REST. What each says: `x-error-catalogue` there.
             * @example PROJECT_NOT_FOUND
             * @enum {string}
             */
            code: "INVALID_PARAMS" | "INVALID_STATE" | "ANALYSIS_FAILED" | "UNAUTHENTICATED" | "INVALID_CREDENTIALS" | "TOKEN_EXPIRED" | "TOKEN_REUSED" | "FORBIDDEN" | "SIGNATURE_INVALID" | "PROJECT_NOT_FOUND" | "CHARACTER_NOT_FOUND" | "SCENE_NOT_FOUND" | "SHOT_NOT_FOUND" | "SUGGESTION_NOT_FOUND" | "JOB_NOT_FOUND" | "STAGE_NOT_FOUND" | "UPLOAD_NOT_FOUND" | "MODEL_NOT_FOUND" | "ANALYSIS_NOT_FOUND" | "API_KEY_NOT_FOUND" | "WEBHOOK_DELIVERY_NOT_FOUND" | "ROUTE_NOT_FOUND" | "METHOD_NOT_ALLOWED" | "CONFLICT" | "EMAIL_TAKEN" | "USERNAME_TAKEN" | "RESULT_NOT_READY" | "IDEMPOTENCY_IN_PROGRESS" | "FILE_TOO_LARGE" | "PAYLOAD_TOO_LARGE" | "QUOTA_EXCEEDED" | "UNSUPPORTED_FILE_TYPE" | "UNSUPPORTED_MEDIA_TYPE" | "CONTENT_REJECTED" | "BUDGET_EXCEEDED" | "IDEMPOTENCY_KEY_REUSED" | "UNSAFE_URL" | "RATE_LIMITED" | "INTERNAL_ERROR" | "DB_ERROR" | "THIRD_PARTY_ERROR" | "SERVICE_UNAVAILABLE" | "NO_SPACE";
            /**
             * @description What happened, in the language of `Accept-Language` in the handshake.
             * @example There is no such project
             */
            message: string;
            /**
             * @description The `details` of REST.
             * @example {}
             */
            context: {
                [key: string]: unknown;
            };
        };
        JobStatusData: {
            /**
             * @description What it is now.
             * @example running
             * @enum {string}
             */
            status: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
            /**
             * @description What it was; null: the job is new.
             * @example pending
             * @enum {string|null}
             */
            previous: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled" | null;
        };
        JobProgressData: {
            /**
             * @description Of the whole job, 0 to 100; never falls within a run.
             * @example 62.5
             */
            progress: number;
            /**
             * @description The stage that has gone on.
             * @example clips
             * @enum {string|null}
             */
            stage: "style" | "script" | "storyboard" | "images" | "speech" | "clips" | "moderation" | "assembly" | "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights" | null;
            /**
             * @description Of that stage, 0 to 100.
             * @example 50
             */
            stage_progress: number;
            /**
             * @description The step of it that has gone on.
             * @example clip:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            step: string | null;
            /**
             * @description What it says of itself; may be empty.
             * @example waiting for runway
             */
            message: string;
            /**
             * Format: uuid
             * @description The shot that the step is for; null: for none.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string | null;
        };
        JobStageData: {
            /**
             * @description Which one.
             * @example clips
             * @enum {string}
             */
            stage: "style" | "script" | "storyboard" | "images" | "speech" | "clips" | "moderation" | "assembly" | "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights";
            /**
             * @description What it is now.
             * @example running
             * @enum {string}
             */
            status: "running" | "completed";
        };
        JobDegradedData: {
            /**
             * @description The stage that did not get what it was to have.
             * @example script
             */
            stage: string;
            /**
             * @description Who was wanted.
             * @example ollama
             */
            wanted: string;
            /**
             * @description Who did it.
             * @example local
             */
            used: string;
            /**
             * @description Why not the one that was wanted, in words.
             * @example ollama is not configured
             */
            why: string;
        };
        StepErrorDto: {
            /**
             * @description For programs, as in the `error` of a job.
             * @example PROVIDER_UNAVAILABLE
             */
            code: string;
            /**
             * @description What happened, in English.
             * @example runway did not answer in time
             */
            message: string;
        };
        StepRetryingData: {
            /**
             * @description The stage of the step.
             * @example clips
             * @enum {string}
             */
            stage: "style" | "script" | "storyboard" | "images" | "speech" | "clips" | "moderation" | "assembly" | "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights";
            /**
             * @description The step.
             * @example clip:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            item: string;
            /**
             * Format: int32
             * @description Which try has failed, from 1.
             * @example 1
             */
            attempt: number;
            /** @description Why. */
            error: components["schemas"]["StepErrorDto"];
        };
        ShotCompletedData: {
            /**
             * Format: uuid
             * @description Which one.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
            /**
             * Format: uri-reference
             * @description The shot with its sound. Signed; expires.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4
             */
            video_url: string;
        };
        FilmOutputDto: {
            /**
             * Format: uri-reference
             * @description The whole film. Signed; expires: ask again for a fresh one.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/5e/0199d3c6-2f6b-7d30-a4e5-af8f7c6b5d5e.mp4
             */
            url: string;
            /**
             * @description Of the file at `url`.
             * @example mp4
             * @enum {string}
             */
            format: "mp4";
            /**
             * Format: int32
             * @description In pixels.
             * @example 1280
             */
            width: number;
            /**
             * Format: int32
             * @description In pixels.
             * @example 720
             */
            height: number;
            /**
             * Format: int64
             * @description Of the file at `url`, in bytes.
             * @example 18734592
             */
            size_bytes: number;
            /** @description None where the job has made shots by themselves: then the video is these, one after the other. */
            episodes: components["schemas"]["EpisodeVideoDto"][];
            /** @description The files that there are, each in one format. */
            formats: components["schemas"]["FormatDto"][];
            /**
             * @description Playing time in seconds, cards included.
             * @example 60
             */
            duration_sec: number;
            /** @description A picture of it, to show before it is played. */
            thumbnail: components["schemas"]["ThumbnailDto"];
        };
        JobCompletedData: {
            /** @description The data of `GET /jobs/{id}/video`; null: none was to be made. */
            output: components["schemas"]["FilmOutputDto"] | null;
        };
        JobFailedData: {
            /** @description Why, in English; `GET /jobs/{id}` tells it in the language that you ask for. */
            error: components["schemas"]["JobErrorDto"];
        };
        NoData: Record<string, never>;
        CreatedSceneDto: {
            /**
             * Format: uuid
             * @description The id of the scene.
             * @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09
             */
            id: string;
            /**
             * Format: uuid
             * @description The project that it belongs to.
             * @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20
             */
            project_id: string;
            /**
             * Format: int32
             * @description The number of its episode, from 1.
             * @example 1
             */
            episode: number;
            /**
             * Format: int32
             * @description Its place in the episode, from 0.
             * @example 0
             */
            order_index: number;
            /**
             * @description What it is called; may be empty.
             * @example 天台
             */
            title: string;
            /**
             * @description Where it is; may be empty.
             * @example 写字楼天台
             */
            location?: string;
            /**
             * @description The light of the place.
             * @example night
             * @enum {string}
             */
            time_of_day?: "dawn" | "day" | "dusk" | "night";
            /**
             * @description What happens; may be empty.
             * @example 林夏独自看着城市的灯火。
             */
            description?: string;
            /**
             * @description What is spoken, for people to read; may be empty.
             * @example 林夏：你怎么还没走？
             */
            script?: string;
            /**
             * @description Names of those who are seen.
             * @example [
             *       "林夏"
             *     ]
             */
            characters?: string[];
            /** @description Its shots, in their order. */
            shots?: components["schemas"]["ShotDto"][];
            /**
             * @description Of its shots together, in seconds.
             * @example 4.2
             */
            duration_sec?: number;
        };
        SceneCreatedData: {
            /**
             * Format: uuid
             * @description The user who did it; null: a job did.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            by: string | null;
            /** @description The scene with its shots; of one that a job has written only what is always there. */
            scene: components["schemas"]["CreatedSceneDto"];
        };
        ChangedSceneDto: {
            /**
             * Format: uuid
             * @description The id of the scene.
             * @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09
             */
            id: string;
            /**
             * Format: int32
             * @description The number of its episode, from 1.
             * @example 1
             */
            episode?: number;
            /**
             * Format: int32
             * @description Its place in the episode, from 0.
             * @example 0
             */
            order_index?: number;
            /**
             * @description What it is called; may be empty.
             * @example 天台
             */
            title?: string;
            /**
             * @description Where it is; may be empty.
             * @example 写字楼天台
             */
            location?: string;
            /**
             * @description The light of the place.
             * @example night
             * @enum {string}
             */
            time_of_day?: "dawn" | "day" | "dusk" | "night";
            /**
             * @description What happens; may be empty.
             * @example 林夏独自看着城市的灯火。
             */
            description?: string;
            /**
             * @description What is spoken, for people to read; may be empty.
             * @example 林夏：你怎么还没走？
             */
            script?: string;
            /**
             * @description Names of those who are seen.
             * @example [
             *       "林夏"
             *     ]
             */
            characters?: string[];
        };
        SceneUpdatedData: {
            /**
             * Format: uuid
             * @description The user who did it; null: a job did.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            by: string | null;
            /** @description Its id, and the fields that have changed. */
            scene: components["schemas"]["ChangedSceneDto"];
        };
        SceneDeletedData: {
            /**
             * Format: uuid
             * @description The user who did it; null: a job did.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            by: string | null;
            /**
             * Format: uuid
             * @description Which one. Its shots have gone with it.
             * @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09
             */
            scene_id: string;
        };
        ScenePlaceDto: {
            /**
             * Format: uuid
             * @description The id of the scene.
             * @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09
             */
            id: string;
            /**
             * Format: int32
             * @description The number of its episode, from 1.
             * @example 1
             */
            episode: number;
            /**
             * Format: int32
             * @description Its place in the episode, from 0.
             * @example 0
             */
            order_index: number;
        };
        SceneReorderedData: {
            /**
             * Format: uuid
             * @description The user who did it; null: a job did.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            by: string | null;
            /** @description Every scene of each episode in which one has another place now. */
            scenes: components["schemas"]["ScenePlaceDto"][];
        };
        ShotCreatedData: {
            /**
             * Format: uuid
             * @description The user who did it; null: a job did.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            by: string | null;
            /** @description The whole shot. */
            shot: components["schemas"]["ShotDto"];
        };
        ShotUpdatedData: {
            /**
             * Format: uuid
             * @description The user who did it; null: a job did.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            by: string | null;
            /**
             * Format: uuid
             * @description Which one.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
            /**
             * @description What has changed, by dotted path as in `PATCH /shots/{id}`.
             * @example {
             *       "form_data.lighting": "夜景"
             *     }
             */
            updates: {
                [key: string]: unknown;
            };
            /**
             * Format: int32
             * @description The version that the shot has by it.
             * @example 4
             */
            version: number;
        };
        ShotSuggestionData: {
            /**
             * Format: uuid
             * @description The user who did it; null: a job did.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            by: string | null;
            /**
             * Format: uuid
             * @description Which shot.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
            /** @description The suggestion as it is now; `status` says what has happened to it. */
            suggestion: components["schemas"]["SuggestionDto"];
        };
        ShotDeletedData: {
            /**
             * Format: uuid
             * @description The user who did it; null: a job did.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            by: string | null;
            /**
             * Format: uuid
             * @description Which one.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
            /**
             * Format: uuid
             * @description The scene that it was in.
             * @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09
             */
            scene_id: string;
        };
        ShotReorderedData: {
            /**
             * Format: uuid
             * @description The scene whose shots these are.
             * @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09
             */
            scene_id: string;
            /**
             * @description Every shot of it by its id, and its place.
             * @example {
             *       "0199d3c5-0c20-7c4d-8a72-e95b3f1d6c07": 0,
             *       "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60": 1
             *     }
             */
            reorder_map: {
                [key: string]: number;
            };
            /**
             * @description A shot with another place has another version.
             * @example {
             *       "0199d3c5-0c20-7c4d-8a72-e95b3f1d6c07": 2,
             *       "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60": 4
             *     }
             */
            versions: {
                [key: string]: number;
            };
            /**
             * Format: uuid
             * @description The user who did it; null: a job did.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            by: string | null;
        };
        CharacterUpdatedData: {
            /**
             * Format: uuid
             * @description The user who did it; null: a job did.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            by: string | null;
            /**
             * Format: uuid
             * @description Which one.
             * @example 0199d3c4-7a12-7083-b1c5-7f2d9e6a4b38
             */
            character_id: string;
            /** @description The person as a whole; null: deleted. */
            character: components["schemas"]["CharacterDto"] | null;
        };
        ImageStatusData: {
            /**
             * Format: uuid
             * @description Which one.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
            /**
             * @description As in the shot.
             * @example completed
             * @enum {string}
             */
            status: "pending" | "generating" | "completed" | "failed";
            /**
             * @description Why it could not be made; null or not there: nothing has failed.
             * @example …
             */
            error?: string | null;
            /**
             * Format: uri-reference
             * @description The picture. Signed; expires. Null: there is none.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/7a/0199d3c5-417d-7f52-86a7-c1ab9e8d7f7a.png
             */
            image_url: string | null;
        };
        VideoStatusData: {
            /**
             * Format: uuid
             * @description Which one.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
            /**
             * @description As in the shot.
             * @example completed
             * @enum {string}
             */
            status: "pending" | "generating" | "completed" | "failed";
            /**
             * @description Why it could not be made; null or not there: nothing has failed.
             * @example …
             */
            error?: string | null;
            /**
             * Format: uri-reference
             * @description The shot with its sound. Signed; expires. Null: there is none.
             * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4
             */
            video_url: string | null;
        };
        ConnectedData: {
            /**
             * Format: uuid
             * @description Whose token it is.
             * @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01
             */
            user_id: string;
            /**
             * @description This connection.
             * @example Zk3vT0qUuJ5wGmXyAAAB
             */
            socket_id: string;
        };
        StreamRefDto: {
            /**
             * @description The id of the project or the job.
             * @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20
             */
            id: string;
            /**
             * Format: int64
             * @description What came after this number is told first, in order: a `seq` of a project, a `job_seq` of a job. Not given: from now on. What is not kept any more is answered with `resync`.
             * @example 118
             */
            after_seq?: number;
        };
        SubscribeDto: {
            /**
             * @description Projects to hear of.
             * @example [
             *       {
             *         "id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
             *         "after_seq": 118
             *       }
             *     ]
             */
            projects?: components["schemas"]["StreamRefDto"][];
            /**
             * @description Jobs to hear of.
             * @example [
             *       {
             *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2"
             *       }
             *     ]
             */
            jobs?: components["schemas"]["StreamRefDto"][];
        };
        SubscribedStreamDto: {
            /**
             * Format: uuid
             * @description The project or the job.
             * @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20
             */
            id: string;
            /**
             * Format: int64
             * @description The last number that you have of it now: `seq` of a project, `job_seq` of a job.
             * @example 118
             */
            seq: number;
        };
        SubscribedDto: {
            /** @description The projects and then the jobs, as they were asked for. */
            subscribed: components["schemas"]["SubscribedStreamDto"][];
        };
        UnsubscribeDto: {
            /**
             * @description Projects to hear nothing more of.
             * @example [
             *       "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20"
             *     ]
             */
            projects?: string[];
            /**
             * @description Jobs to hear nothing more of.
             * @example []
             */
            jobs?: string[];
        };
        PingDto: Record<string, never>;
        PongDto: {
            /**
             * Format: int64
             * @description The server's clock, milliseconds since 1970.
             * @example 1795854900000
             */
            timestamp: number;
        };
        RefreshDto: {
            /**
             * @description A new access token, or an API key, of the same user.
             * @example eyJhbGciOiJIUzI1NiJ9.e30.hJ2v
             */
            token: string;
        };
        CreateShotCommandDto: {
            /**
             * Format: int32
             * @description Its place in the scene, from 0; those from there on move up. At the end when it is not given.
             */
            order_index?: number;
            /**
             * @description What is seen.
             * @example 林夏靠着栏杆，身后是城市的灯火
             */
            description?: string;
            /**
             * @description What the narrator says, each row of text a line. It and `dialogue` are two views of one list, in the order in which the lines are heard: writing one leaves the other as it is. Lines that stay at the beginning and at the end keep their places, those between take the places of the ones that they replace. The first narration comes before all dialogue.
             * @example …
             */
            narration?: string;
            /**
             * @description What the characters say, in order; see `narration` for how the two go together.
             * @example [
             *       {
             *         "character": "林夏",
             *         "line": "你怎么还没走？",
             *         "emotion": "surprised"
             *       }
             *     ]
             */
            dialogue?: components["schemas"]["DialogueInputDto"][];
            /**
             * @description Seconds, kept in whole frames, of which a second has 25. 5 when it is not given; a film makes room for what is said.
             * @example 4.2
             */
            duration_sec?: number;
            /**
             * @description How it is filmed.
             * @example {
             *       "camera_movement": "推进",
             *       "shot_type": "中景",
             *       "lighting": "夜景"
             *     }
             */
            form_data?: components["schemas"]["ShotFormInputDto"];
            /** @description The shot's picture. */
            image?: components["schemas"]["UploadChoiceDto"];
            /** @description The shot's clip. */
            video?: components["schemas"]["UploadChoiceDto"];
            /**
             * @description Chosen by you, new for each command: sent again with the same one within 24 hours, it is done only once.
             * @example 7c9e6679-7425-40de-944b-e07fc1f90ae7
             */
            command_id?: string;
            /**
             * @description The scene that it is made in; or give `project_id`.
             * @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09
             */
            scene_id?: string;
            /**
             * @description The project in whose last scene it is made, where no `scene_id` is given.
             * @example …
             */
            project_id?: string;
        };
        CreatedShotDto: {
            /**
             * Format: uuid
             * @description Which one.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
            /**
             * Format: int32
             * @description Its first one.
             * @example 1
             */
            version: number;
            /** @description The whole shot. */
            shot: components["schemas"]["ShotDto"];
        };
        UpdateShotCommandDto: {
            /**
             * @description Values by dotted path; only what is named changes, all of it or nothing. Writable: `description`, `narration`, `dialogue`, `duration_sec`, `scene_id`, `order_index`, `image.upload_id`, `video.upload_id`, `form_data.camera_movement`, `form_data.shot_type`, `form_data.lighting`, `form_data.motion_prompt`, `form_data.checkboxes.<name>`. `null` takes an upload away again.
             * @example {
             *       "form_data.lighting": "夜景"
             *     }
             */
            updates: {
                [key: string]: unknown;
            };
            /**
             * Format: int32
             * @description The version that one has seen: another one by now is a CONFLICT, whose `current` (in `details`; over sockets in `context`) is the newest shot.
             * @example 3
             */
            version?: number;
            /**
             * @description Chosen by you, new for each command: sent again with the same one within 24 hours, it is done only once.
             * @example 7c9e6679-7425-40de-944b-e07fc1f90ae7
             */
            command_id?: string;
            /**
             * @description Which one.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
        };
        UpdatedShotDto: {
            /**
             * Format: int32
             * @description Rises by one with every change of what is written in it; a stale one in `PATCH` is a CONFLICT.
             * @example 3
             */
            version: number;
            /**
             * Format: date-time
             * @description When it last changed.
             * @example 2026-11-28T08:31:09.480Z
             */
            updated_at: string;
            /**
             * Format: uuid
             * @description Which one.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
        };
        DeleteShotCommandDto: {
            /**
             * @description Chosen by you, new for each command: sent again with the same one within 24 hours, it is done only once.
             * @example 7c9e6679-7425-40de-944b-e07fc1f90ae7
             */
            command_id?: string;
            /**
             * @description Which one.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
        };
        DeletedShotDto: {
            /**
             * Format: uuid
             * @description Which one.
             * @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
             */
            shot_id: string;
        };
        ReorderShotsCommandDto: {
            /**
             * @description Every shot of the scene by its id, and its new place, from 0 on.
             * @example {
             *       "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60": 1,
             *       "0199d3c5-0c20-7c4d-8a72-e95b3f1d6c07": 0
             *     }
             */
            reorder_map: {
                [key: string]: number;
            };
            /**
             * @description Chosen by you, new for each command: sent again with the same one within 24 hours, it is done only once.
             * @example 7c9e6679-7425-40de-944b-e07fc1f90ae7
             */
            command_id?: string;
            /**
             * @description The scene whose shots these are.
             * @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09
             */
            scene_id: string;
        };
    };
    responses: {
        /** @description INVALID_PARAMS */
        InvalidParams: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 400;
                    error?: {
                        /** @enum {unknown} */
                        code?: "INVALID_PARAMS";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description PAYLOAD_TOO_LARGE */
        PayloadTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 413;
                    error?: {
                        /** @enum {unknown} */
                        code?: "PAYLOAD_TOO_LARGE";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description UNSUPPORTED_MEDIA_TYPE */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 415;
                    error?: {
                        /** @enum {unknown} */
                        code?: "UNSUPPORTED_MEDIA_TYPE";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description EMAIL_TAKEN, USERNAME_TAKEN */
        EmailTakenOrUsernameTaken: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 409;
                    error?: {
                        /** @enum {unknown} */
                        code?: "EMAIL_TAKEN" | "USERNAME_TAKEN";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description SERVICE_UNAVAILABLE */
        ServiceUnavailable: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 503;
                    error?: {
                        /** @enum {unknown} */
                        code?: "SERVICE_UNAVAILABLE";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description RATE_LIMITED */
        RateLimited: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 429;
                    error?: {
                        /** @enum {unknown} */
                        code?: "RATE_LIMITED";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description INTERNAL_ERROR, DB_ERROR */
        InternalErrorOrDbError: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 500;
                    error?: {
                        /** @enum {unknown} */
                        code?: "INTERNAL_ERROR" | "DB_ERROR";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description INVALID_CREDENTIALS */
        InvalidCredentials: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 401;
                    error?: {
                        /** @enum {unknown} */
                        code?: "INVALID_CREDENTIALS";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description UNAUTHENTICATED, TOKEN_REUSED */
        UnauthenticatedOrTokenReused: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 401;
                    error?: {
                        /** @enum {unknown} */
                        code?: "UNAUTHENTICATED" | "TOKEN_REUSED";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description UNAUTHENTICATED, TOKEN_EXPIRED */
        UnauthenticatedOrTokenExpired: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 401;
                    error?: {
                        /** @enum {unknown} */
                        code?: "UNAUTHENTICATED" | "TOKEN_EXPIRED";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description FORBIDDEN */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 403;
                    error?: {
                        /** @enum {unknown} */
                        code?: "FORBIDDEN";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description UNAUTHENTICATED, INVALID_CREDENTIALS, TOKEN_EXPIRED */
        UnauthenticatedOrInvalidCredentialsOrTokenExpired: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 401;
                    error?: {
                        /** @enum {unknown} */
                        code?: "UNAUTHENTICATED" | "INVALID_CREDENTIALS" | "TOKEN_EXPIRED";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description PAYLOAD_TOO_LARGE, QUOTA_EXCEEDED */
        PayloadTooLargeOrQuotaExceeded: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 413;
                    error?: {
                        /** @enum {unknown} */
                        code?: "PAYLOAD_TOO_LARGE" | "QUOTA_EXCEEDED";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description API_KEY_NOT_FOUND */
        ApiKeyNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "API_KEY_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description MODEL_NOT_FOUND */
        ModelNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "MODEL_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description FILE_TOO_LARGE, PAYLOAD_TOO_LARGE, QUOTA_EXCEEDED */
        FileTooLargeOrPayloadTooLargeOrQuotaExceeded: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 413;
                    error?: {
                        /** @enum {unknown} */
                        code?: "FILE_TOO_LARGE" | "PAYLOAD_TOO_LARGE" | "QUOTA_EXCEEDED";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description UNSUPPORTED_FILE_TYPE, UNSUPPORTED_MEDIA_TYPE */
        UnsupportedFileTypeOrUnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 415;
                    error?: {
                        /** @enum {unknown} */
                        code?: "UNSUPPORTED_FILE_TYPE" | "UNSUPPORTED_MEDIA_TYPE";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description NO_SPACE */
        NoSpace: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 507;
                    error?: {
                        /** @enum {unknown} */
                        code?: "NO_SPACE";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description IDEMPOTENCY_IN_PROGRESS */
        IdempotencyInProgress: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 409;
                    error?: {
                        /** @enum {unknown} */
                        code?: "IDEMPOTENCY_IN_PROGRESS";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description IDEMPOTENCY_KEY_REUSED */
        IdempotencyKeyReused: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 422;
                    error?: {
                        /** @enum {unknown} */
                        code?: "IDEMPOTENCY_KEY_REUSED";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description UPLOAD_NOT_FOUND */
        UploadNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "UPLOAD_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description CONTENT_REJECTED, IDEMPOTENCY_KEY_REUSED, UNSAFE_URL */
        ContentRejectedOrIdempotencyKeyReusedOrUnsafeUrl: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 422;
                    error?: {
                        /** @enum {unknown} */
                        code?: "CONTENT_REJECTED" | "IDEMPOTENCY_KEY_REUSED" | "UNSAFE_URL";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description PROJECT_NOT_FOUND, UPLOAD_NOT_FOUND */
        ProjectNotFoundOrUploadNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "PROJECT_NOT_FOUND" | "UPLOAD_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description JOB_NOT_FOUND */
        JobNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "JOB_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description RESULT_NOT_READY */
        ResultNotReady: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 409;
                    error?: {
                        /** @enum {unknown} */
                        code?: "RESULT_NOT_READY";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description INVALID_PARAMS, INVALID_STATE */
        InvalidParamsOrInvalidState: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 400;
                    error?: {
                        /** @enum {unknown} */
                        code?: "INVALID_PARAMS" | "INVALID_STATE";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description BUDGET_EXCEEDED, IDEMPOTENCY_KEY_REUSED */
        BudgetExceededOrIdempotencyKeyReused: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 422;
                    error?: {
                        /** @enum {unknown} */
                        code?: "BUDGET_EXCEEDED" | "IDEMPOTENCY_KEY_REUSED";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description ROUTE_NOT_FOUND */
        RouteNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "ROUTE_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description UNAUTHENTICATED */
        Unauthenticated: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 401;
                    error?: {
                        /** @enum {unknown} */
                        code?: "UNAUTHENTICATED";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description PROJECT_NOT_FOUND */
        ProjectNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "PROJECT_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description CONFLICT, IDEMPOTENCY_IN_PROGRESS */
        ConflictOrIdempotencyInProgress: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 409;
                    error?: {
                        /** @enum {unknown} */
                        code?: "CONFLICT" | "IDEMPOTENCY_IN_PROGRESS";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description PROJECT_NOT_FOUND, CHARACTER_NOT_FOUND, UPLOAD_NOT_FOUND */
        ProjectNotFoundOrCharacterNotFoundOrUploadNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "PROJECT_NOT_FOUND" | "CHARACTER_NOT_FOUND" | "UPLOAD_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description CONFLICT */
        Conflict: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 409;
                    error?: {
                        /** @enum {unknown} */
                        code?: "CONFLICT";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description PROJECT_NOT_FOUND, CHARACTER_NOT_FOUND */
        ProjectNotFoundOrCharacterNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "PROJECT_NOT_FOUND" | "CHARACTER_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description PROJECT_NOT_FOUND, SCENE_NOT_FOUND */
        ProjectNotFoundOrSceneNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "PROJECT_NOT_FOUND" | "SCENE_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description SCENE_NOT_FOUND */
        SceneNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "SCENE_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description SCENE_NOT_FOUND, UPLOAD_NOT_FOUND */
        SceneNotFoundOrUploadNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "SCENE_NOT_FOUND" | "UPLOAD_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description SCENE_NOT_FOUND, SHOT_NOT_FOUND */
        SceneNotFoundOrShotNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "SCENE_NOT_FOUND" | "SHOT_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description SHOT_NOT_FOUND */
        ShotNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "SHOT_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description SCENE_NOT_FOUND, SHOT_NOT_FOUND, UPLOAD_NOT_FOUND */
        SceneNotFoundOrShotNotFoundOrUploadNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "SCENE_NOT_FOUND" | "SHOT_NOT_FOUND" | "UPLOAD_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description CONTENT_REJECTED, IDEMPOTENCY_KEY_REUSED */
        ContentRejectedOrIdempotencyKeyReused: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 422;
                    error?: {
                        /** @enum {unknown} */
                        code?: "CONTENT_REJECTED" | "IDEMPOTENCY_KEY_REUSED";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description SHOT_NOT_FOUND, SUGGESTION_NOT_FOUND */
        ShotNotFoundOrSuggestionNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "SHOT_NOT_FOUND" | "SUGGESTION_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description IDEMPOTENCY_KEY_REUSED, UNSAFE_URL */
        IdempotencyKeyReusedOrUnsafeUrl: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 422;
                    error?: {
                        /** @enum {unknown} */
                        code?: "IDEMPOTENCY_KEY_REUSED" | "UNSAFE_URL";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description PROJECT_NOT_FOUND, SCENE_NOT_FOUND, UPLOAD_NOT_FOUND */
        ProjectNotFoundOrSceneNotFoundOrUploadNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "PROJECT_NOT_FOUND" | "SCENE_NOT_FOUND" | "UPLOAD_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description PROJECT_NOT_FOUND, SHOT_NOT_FOUND, UPLOAD_NOT_FOUND */
        ProjectNotFoundOrShotNotFoundOrUploadNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "PROJECT_NOT_FOUND" | "SHOT_NOT_FOUND" | "UPLOAD_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description JOB_NOT_FOUND, STAGE_NOT_FOUND */
        JobNotFoundOrStageNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "JOB_NOT_FOUND" | "STAGE_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description ANALYSIS_NOT_FOUND */
        AnalysisNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "ANALYSIS_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description INVALID_PARAMS, ANALYSIS_FAILED */
        InvalidParamsOrAnalysisFailed: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 400;
                    error?: {
                        /** @enum {unknown} */
                        code?: "INVALID_PARAMS" | "ANALYSIS_FAILED";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description UPLOAD_NOT_FOUND, ANALYSIS_NOT_FOUND */
        UploadNotFoundOrAnalysisNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "UPLOAD_NOT_FOUND" | "ANALYSIS_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description RESULT_NOT_READY, IDEMPOTENCY_IN_PROGRESS */
        ResultNotReadyOrIdempotencyInProgress: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 409;
                    error?: {
                        /** @enum {unknown} */
                        code?: "RESULT_NOT_READY" | "IDEMPOTENCY_IN_PROGRESS";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description PROJECT_NOT_FOUND, SCENE_NOT_FOUND, SHOT_NOT_FOUND, JOB_NOT_FOUND, UPLOAD_NOT_FOUND */
        ProjectNotFoundOrSceneNotFoundOrShotNotFoundOrJobNotFoundOrUploadNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "PROJECT_NOT_FOUND" | "SCENE_NOT_FOUND" | "SHOT_NOT_FOUND" | "JOB_NOT_FOUND" | "UPLOAD_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description WEBHOOK_DELIVERY_NOT_FOUND */
        WebhookDeliveryNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 404;
                    error?: {
                        /** @enum {unknown} */
                        code?: "WEBHOOK_DELIVERY_NOT_FOUND";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description SIGNATURE_INVALID */
        SignatureInvalid: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 403;
                    error?: {
                        /** @enum {unknown} */
                        code?: "SIGNATURE_INVALID";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
        /** @description INTERNAL_ERROR */
        InternalError: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Content-Language": components["headers"]["Content-Language"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ApiError"] & {
                    /** @enum {unknown} */
                    code?: 500;
                    error?: {
                        /** @enum {unknown} */
                        code?: "INTERNAL_ERROR";
                        details?: unknown;
                        request_id?: unknown;
                    };
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Names this request in our logs; yours, if you sent one of this form */
        "X-Request-Id": string;
        /** @description How many requests a minute the caller may send. No RateLimit headers: as many as it likes */
        "RateLimit-Limit": number;
        /** @description How many of them are left */
        "RateLimit-Remaining": number;
        /** @description In how many seconds they are all there again */
        "RateLimit-Reset": number;
        /** @description In how many seconds to try again */
        "Retry-After": number;
        /** @description Your origin, where it is one of CORS_ORIGINS; else the header is not sent */
        "Access-Control-Allow-Origin": string;
        /** @description The language of the sentences in the answer, after `Accept-Language` */
        "Content-Language": "zh" | "en";
        /** @description Where the result is */
        Location: string;
        /** @description This is the answer to the first request with this Idempotency-Key */
        "Idempotent-Replayed": "true";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "林夏_xia",
                 *       "email": "linxia@example.com",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["RegisterDto"];
            };
        };
        responses: {
            /** @description success */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "user_id": "0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01",
                     *         "username": "林夏_xia",
                     *         "email": "linxia@example.com",
                     *         "token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTk5ZDNjMCJ9.cGxlYXNlLXNpZ24taW4",
                     *         "refresh_token": "b3VyLXJlZnJlc2gtdG9rZW4tbG9va3MtbGlrZS10aGlz",
                     *         "expires_in": 900
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["SessionDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            409: components["responses"]["EmailTakenOrUsernameTaken"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "linxia@example.com",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["LoginDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "user_id": "0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01",
                     *         "username": "林夏_xia",
                     *         "email": "linxia@example.com",
                     *         "token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTk5ZDNjMCJ9.cGxlYXNlLXNpZ24taW4",
                     *         "refresh_token": "b3VyLXJlZnJlc2gtdG9rZW4tbG9va3MtbGlrZS10aGlz",
                     *         "expires_in": 900
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["SessionDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["InvalidCredentials"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refresh_token": "b3VyLXJlZnJlc2gtdG9rZW4tbG9va3MtbGlrZS10aGlz"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshSessionDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "user_id": "0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01",
                     *         "username": "林夏_xia",
                     *         "email": "linxia@example.com",
                     *         "token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTk5ZDNjMCJ9.cGxlYXNlLXNpZ24taW4",
                     *         "refresh_token": "b3VyLXJlZnJlc2gtdG9rZW4tbG9va3MtbGlrZS10aGlz",
                     *         "expires_in": 900
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["SessionDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenReused"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "refresh_token": "b3VyLXJlZnJlc2gtdG9rZW4tbG9va3MtbGlrZS10aGlz"
                 *     }
                 */
                "application/json": components["schemas"]["LogoutDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": null
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: null;
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "user_id": "0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01",
                     *         "username": "林夏_xia",
                     *         "email": "linxia@example.com",
                     *         "role": "user",
                     *         "locale": "zh",
                     *         "created_at": "2026-11-28T08:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["UserDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "username": "林夏_xia",
                 *       "locale": "zh"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateUserDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "user_id": "0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01",
                     *         "username": "林夏_xia",
                     *         "email": "linxia@example.com",
                     *         "role": "user",
                     *         "locale": "zh",
                     *         "created_at": "2026-11-28T08:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["UserDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrInvalidCredentialsOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["EmailTakenOrUsernameTaken"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "created_at" | "username" | "email";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
                /** @description A part of the name or the email. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "user_id": "0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01",
                     *             "username": "林夏_xia",
                     *             "email": "linxia@example.com",
                     *             "role": "user",
                     *             "locale": "zh",
                     *             "created_at": "2026-11-28T08:00:00.000Z"
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["UserDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "created_at" | "name" | "last_used_at";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "id": "0199d3c1-0a7e-7b21-95d8-4f6c2e1a9b70",
                     *             "name": "render farm",
                     *             "prefix": "jumu_Zq3kT0a",
                     *             "expires_at": "2027-11-28T00:00:00.000Z",
                     *             "last_used_at": "2026-11-28T08:30:00.000Z",
                     *             "created_at": "2026-11-28T08:00:00.000Z"
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["ApiKeyDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "render farm",
                 *       "expires_at": "2027-11-28T00:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["CreateApiKeyDto"];
            };
        };
        responses: {
            /** @description success */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c1-0a7e-7b21-95d8-4f6c2e1a9b70",
                     *         "name": "render farm",
                     *         "prefix": "jumu_Zq3kT0a",
                     *         "expires_at": "2027-11-28T00:00:00.000Z",
                     *         "last_used_at": null,
                     *         "created_at": "2026-11-28T08:00:00.000Z",
                     *         "key": "jumu_Zq3kT0aWm7sVb2XcYd9eRf4gHj5kLp6nQr8tUv1wXyz"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["NewApiKeyDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLargeOrQuotaExceeded"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The API key's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": null
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: null;
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["ApiKeyNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listModels: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "rank" | "id" | "name";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
                /** @description Only models that do this. */
                capability?: "script" | "image" | "video" | "speech" | "moderation" | "transcription" | "suggest";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "id": "runway:gen4_turbo",
                     *             "name": "Runway Gen-4 Turbo",
                     *             "provider": "runway",
                     *             "capabilities": [
                     *               "video"
                     *             ],
                     *             "reason": null,
                     *             "pricing": null,
                     *             "local": false,
                     *             "default": true,
                     *             "configured": true,
                     *             "available": true,
                     *             "limits": {
                     *               "durations_sec": [
                     *                 5,
                     *                 10
                     *               ],
                     *               "aspect_ratios": [
                     *                 "16:9",
                     *                 "9:16"
                     *               ],
                     *               "max_prompt_chars": 1000,
                     *               "max_references": 4
                     *             }
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["ModelDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The model's id, URL-encoded: `local_qwen%3AQwen%2FQwen3-8B` */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "runway:gen4_turbo",
                     *         "name": "Runway Gen-4 Turbo",
                     *         "provider": "runway",
                     *         "capabilities": [
                     *           "video"
                     *         ],
                     *         "reason": null,
                     *         "pricing": null,
                     *         "local": false,
                     *         "default": true,
                     *         "configured": true,
                     *         "available": true,
                     *         "limits": {
                     *           "durations_sec": [
                     *             5,
                     *             10
                     *           ],
                     *           "aspect_ratios": [
                     *             "16:9",
                     *             "9:16"
                     *           ],
                     *           "max_prompt_chars": 1000,
                     *           "max_references": 4
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ModelDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ModelNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listProviderHealth: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "rank" | "provider";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "provider": "runway",
                     *             "status": "up",
                     *             "latency_ms": 180,
                     *             "circuit": "closed",
                     *             "checked_at": "2026-11-28T08:30:00.000Z",
                     *             "reason": null,
                     *             "configured": true
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["ProviderHealthDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getChains: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "chains": {
                     *           "script": [
                     *             "ollama",
                     *             "local"
                     *           ],
                     *           "image": [
                     *             "local"
                     *           ],
                     *           "video": [
                     *             "runway:gen4_turbo",
                     *             "local"
                     *           ],
                     *           "speech": [
                     *             "local"
                     *           ],
                     *           "moderation": [
                     *             "local"
                     *           ],
                     *           "transcription": [],
                     *           "suggest": [
                     *             "ollama",
                     *             "local"
                     *           ]
                     *         },
                     *         "sources": {
                     *           "script": "default",
                     *           "image": "default",
                     *           "video": "admin",
                     *           "speech": "default",
                     *           "moderation": "default",
                     *           "transcription": "default",
                     *           "suggest": "environment"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ChainsDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeChains: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "chains": {
                 *         "script": [
                 *           "cloud_qwen",
                 *           "ollama",
                 *           "local"
                 *         ],
                 *         "image": [
                 *           "replicate",
                 *           "local"
                 *         ],
                 *         "speech": [
                 *           "local"
                 *         ],
                 *         "video": [
                 *           "runway:gen4_turbo",
                 *           "pika",
                 *           "local"
                 *         ],
                 *         "moderation": [
                 *           "cloud_qwen_vl",
                 *           "local"
                 *         ],
                 *         "transcription": [
                 *           "openai"
                 *         ],
                 *         "suggest": [
                 *           "ollama",
                 *           "local"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ChangeChainsDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "chains": {
                     *           "script": [
                     *             "ollama",
                     *             "local"
                     *           ],
                     *           "image": [
                     *             "local"
                     *           ],
                     *           "video": [
                     *             "runway:gen4_turbo",
                     *             "local"
                     *           ],
                     *           "speech": [
                     *             "local"
                     *           ],
                     *           "moderation": [
                     *             "local"
                     *           ],
                     *           "transcription": [],
                     *           "suggest": [
                     *             "ollama",
                     *             "local"
                     *           ]
                     *         },
                     *         "sources": {
                     *           "script": "default",
                     *           "image": "default",
                     *           "video": "admin",
                     *           "speech": "default",
                     *           "moderation": "default",
                     *           "transcription": "default",
                     *           "suggest": "environment"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ChainsDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listUploads: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "created_at";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
                /** @description Only uploads of this kind. */
                kind?: "image" | "audio" | "video";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "id": "0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15",
                     *             "kind": "image",
                     *             "filename": "林夏.png",
                     *             "mime": "image/png",
                     *             "size_bytes": 284113,
                     *             "width": 1024,
                     *             "height": 1536,
                     *             "duration_sec": null,
                     *             "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *             "image_path": "assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *             "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *             "image_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *             "created_at": "2026-11-28T08:20:00.000Z"
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["UploadDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createUpload: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Exactly one file, as `file` or as `image`, known by its content: pictures (JPEG, PNG, WebP) up to 10 MiB, 50 megapixels and 10,000 pixels a side; sound (WAV, MP3, M4A, Ogg, FLAC) up to 50 MiB; video (MP4, MOV, WebM) up to 500 MiB. Pictures are turned upright and encoded anew, and of an animation the first picture stays; sound and video keep their streams as they are. Everything else that a file tells goes: position, author, covers, chapters. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": "(the bytes of 林夏.png)"
                 *     }
                 */
                "multipart/form-data": {
                    /** Format: binary */
                    file?: string;
                    /** Format: binary */
                    image?: string;
                } & (unknown | unknown);
            };
        };
        responses: {
            /** @description success */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15",
                     *         "kind": "image",
                     *         "filename": "林夏.png",
                     *         "mime": "image/png",
                     *         "size_bytes": 284113,
                     *         "width": 1024,
                     *         "height": 1536,
                     *         "duration_sec": null,
                     *         "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *         "image_path": "assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *         "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *         "image_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *         "created_at": "2026-11-28T08:20:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["UploadDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["FileTooLargeOrPayloadTooLargeOrQuotaExceeded"];
            415: components["responses"]["UnsupportedFileTypeOrUnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["NoSpace"];
        };
    };
    getUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The upload's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15",
                     *         "kind": "image",
                     *         "filename": "林夏.png",
                     *         "mime": "image/png",
                     *         "size_bytes": 284113,
                     *         "width": 1024,
                     *         "height": 1536,
                     *         "duration_sec": null,
                     *         "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *         "image_path": "assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *         "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *         "image_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *         "created_at": "2026-11-28T08:20:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["UploadDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["UploadNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The upload's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": null
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: null;
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["UploadNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "created_at" | "updated_at" | "priority" | "progress";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
                /** @description Only jobs in this state. */
                status?: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
                /** @description Only jobs of this kind. */
                kind?: "drama" | "video" | "scenes" | "scene_video" | "shot_image" | "shot_video" | "export" | "analysis";
                /** @description Only jobs of this priority. */
                priority?: "low" | "normal" | "high" | "urgent";
                /** @description Only jobs of this project. */
                project_id?: string;
                /** @description Somebody else's jobs; for admins, others get FORBIDDEN. */
                user_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *             "status": "running",
                     *             "stage": "clips",
                     *             "progress": 62,
                     *             "updated_at": "2026-11-28T08:31:10.000Z",
                     *             "kind": "drama",
                     *             "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *             "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *             "style": "都市暖色，浅景深",
                     *             "priority": "normal",
                     *             "formats": [
                     *               "mp4",
                     *               "hls"
                     *             ],
                     *             "degraded": [],
                     *             "error": null,
                     *             "waiting_for": null,
                     *             "max_cost_usd": 5,
                     *             "attempts": 1,
                     *             "created_at": "2026-11-28T08:30:00.000Z",
                     *             "started_at": "2026-11-28T08:30:01.250Z",
                     *             "completed_at": null,
                     *             "estimated_completion": "2026-11-28T08:32:05.000Z",
                     *             "stages": [
                     *               {
                     *                 "stage": "clips",
                     *                 "status": "running",
                     *                 "progress": 50,
                     *                 "steps_total": 12,
                     *                 "steps_done": 6,
                     *                 "started_at": "2026-11-28T08:30:40.000Z",
                     *                 "completed_at": null
                     *               }
                     *             ],
                     *             "options": {
                     *               "subtitles": "burned",
                     *               "subtitle_languages": [
                     *                 "zh"
                     *               ],
                     *               "allow_fallback": true,
                     *               "preview": false,
                     *               "music": true,
                     *               "keep_vendor_audio": false
                     *             },
                     *             "cost_usd": 0.5
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["JobDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "formats": [
                 *         "mp4",
                 *         "hls"
                 *       ],
                 *       "max_cost_usd": 5,
                 *       "style": "都市暖色，浅景深",
                 *       "prompt": "Two old friends meet again in a café as it starts to rain",
                 *       "max_shots": 5,
                 *       "duration_sec": 30
                 *     }
                 */
                "application/json": components["schemas"]["CreateJobDto"];
            };
        };
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "pending",
                     *         "stage": null,
                     *         "progress": 0,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "video",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 1,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": null,
                     *         "completed_at": null,
                     *         "estimated_completion": null,
                     *         "stages": [
                     *           {
                     *             "stage": "style",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "script",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "storyboard",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "images",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "speech",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "clips",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "moderation",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "assembly",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["ProjectNotFoundOrUploadNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ContentRejectedOrIdempotencyKeyReusedOrUnsafeUrl"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "running",
                     *         "stage": "clips",
                     *         "progress": 62,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "drama",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 1,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": "2026-11-28T08:30:01.250Z",
                     *         "completed_at": null,
                     *         "estimated_completion": "2026-11-28T08:32:05.000Z",
                     *         "stages": [
                     *           {
                     *             "stage": "clips",
                     *             "status": "running",
                     *             "progress": 50,
                     *             "steps_total": 12,
                     *             "steps_done": 6,
                     *             "started_at": "2026-11-28T08:30:40.000Z",
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0.5
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": null
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: null;
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getJobStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "running",
                     *         "stage": "clips",
                     *         "progress": 62,
                     *         "updated_at": "2026-11-28T08:31:10.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobStatusDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listJobSteps: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "started_at";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "id": "0199d3c4-7a31-7f55-a2c8-6d9e0b4f1a73",
                     *             "stage": "images",
                     *             "item": "picture:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *             "status": "done",
                     *             "attempts": 1,
                     *             "provider": "local",
                     *             "model": "artist",
                     *             "started_at": "2026-11-28T08:31:02.120Z",
                     *             "completed_at": "2026-11-28T08:31:09.480Z",
                     *             "duration_ms": 7360,
                     *             "error": null,
                     *             "cached": false,
                     *             "cost_usd": 0
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["StepDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listJobCalls: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "created_at";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "id": "0199d3c4-7c02-7a7e-8f14-5b8d3e6a9c10",
                     *             "step_id": "0199d3c4-7a31-7f55-a2c8-6d9e0b4f1a73",
                     *             "stage": "script",
                     *             "item": "script:1",
                     *             "shot_id": null,
                     *             "capability": "script",
                     *             "provider": "cloud_qwen",
                     *             "model": "qwen-plus",
                     *             "status": "done",
                     *             "attempt": 1,
                     *             "latency_ms": 8120,
                     *             "usage": null,
                     *             "cost_usd": 0.0036,
                     *             "error_code": null,
                     *             "created_at": "2026-11-28T08:31:02.120Z",
                     *             "completed_at": "2026-11-28T08:31:10.240Z",
                     *             "estimate_usd": 0.016
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["CallDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listJobEvents: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "job_seq";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc";
                /** @description Only events after this `job_seq`. */
                after?: number;
            };
            header?: {
                /** @description With `Accept: text/event-stream`: only events after this `job_seq`; it goes before `after` */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "type": "job.progress",
                     *             "seq": 118,
                     *             "job_seq": 42,
                     *             "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *             "job_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *             "data": {
                     *               "progress": 62.5,
                     *               "stage": "clips",
                     *               "stage_progress": 50,
                     *               "step": "clip:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *               "message": "",
                     *               "shot_id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60"
                     *             },
                     *             "timestamp": 1795854900000
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["EventDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                    /**
                     * @example id: 43
                     *     event: job.stage
                     *     data: {"type":"job.stage","seq":119,"job_seq":43,"project_id":"0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20","job_id":"0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2","data":{"stage":"clips","status":"completed"},"timestamp":1795854901000}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description The job has ended, and has told all its events */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getJobVideo: {
        parameters: {
            query?: {
                /** @description Answer with 302 to the file itself: `true` or `false`. */
                redirect?: boolean;
            };
            header?: never;
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/5e/0199d3c6-2f6b-7d30-a4e5-af8f7c6b5d5e.mp4",
                     *         "format": "mp4",
                     *         "width": 1280,
                     *         "height": 720,
                     *         "size_bytes": 18734592,
                     *         "episodes": [
                     *           {
                     *             "episode": 1,
                     *             "title": "打烊之前",
                     *             "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/3c/0199d3c6-1e5a-7c02-b7d4-8f6e5a4b3c3c.mp4",
                     *             "thumbnail_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/4d/0199d3c6-1e5b-7a19-8c3f-9d7e6b5a4c4d.jpg",
                     *             "duration_sec": 60
                     *           }
                     *         ],
                     *         "formats": [
                     *           {
                     *             "format": "mp4",
                     *             "language": "zh",
                     *             "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/5e/0199d3c6-2f6b-7d30-a4e5-af8f7c6b5d5e.mp4",
                     *             "size_bytes": 18734592,
                     *             "width": 720,
                     *             "height": 1280
                     *           }
                     *         ],
                     *         "duration_sec": 60
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["VideoDto"];
                    };
                };
            };
            /** @description The file, with `redirect=true` */
            302: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            409: components["responses"]["ResultNotReady"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getJobThumbnail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/6f/0199d3c6-307c-7e41-95f6-b09a8d7c6e6f.jpg",
                     *         "width": 1280,
                     *         "height": 720
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ThumbnailDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            409: components["responses"]["ResultNotReady"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "cancelled",
                     *         "stage": "clips",
                     *         "progress": 62,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "drama",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 1,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": "2026-11-28T08:30:01.250Z",
                     *         "completed_at": "2026-11-28T08:31:11.000Z",
                     *         "estimated_completion": null,
                     *         "stages": [
                     *           {
                     *             "stage": "clips",
                     *             "status": "cancelled",
                     *             "progress": 50,
                     *             "steps_total": 12,
                     *             "steps_done": 6,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0.5
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParamsOrInvalidState"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    pauseJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "paused",
                     *         "stage": "clips",
                     *         "progress": 62,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "drama",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": "resume",
                     *         "max_cost_usd": 5,
                     *         "attempts": 1,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": "2026-11-28T08:30:01.250Z",
                     *         "completed_at": null,
                     *         "estimated_completion": null,
                     *         "stages": [
                     *           {
                     *             "stage": "clips",
                     *             "status": "running",
                     *             "progress": 50,
                     *             "steps_total": 12,
                     *             "steps_done": 6,
                     *             "started_at": "2026-11-28T08:30:40.000Z",
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0.5
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParamsOrInvalidState"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    resumeJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "max_cost_usd": 5
                 *     }
                 */
                "application/json": components["schemas"]["ResumeJobDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "running",
                     *         "stage": "clips",
                     *         "progress": 62,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "drama",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 1,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": "2026-11-28T08:30:01.250Z",
                     *         "completed_at": null,
                     *         "estimated_completion": "2026-11-28T08:32:05.000Z",
                     *         "stages": [
                     *           {
                     *             "stage": "clips",
                     *             "status": "running",
                     *             "progress": 50,
                     *             "steps_total": 12,
                     *             "steps_done": 6,
                     *             "started_at": "2026-11-28T08:30:40.000Z",
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0.5
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParamsOrInvalidState"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["BudgetExceededOrIdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getJobModeration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "verdict": "review",
                     *         "score": 50,
                     *         "findings": [
                     *           {
                     *             "category": "violence",
                     *             "severity": "medium",
                     *             "where": "script",
                     *             "shot_id": null,
                     *             "start_sec": 12.5,
                     *             "reason": "Extreme violence (a word of the list)",
                     *             "provider": "local"
                     *           }
                     *         ],
                     *         "decisions": [
                     *           {
                     *             "decision": "approve",
                     *             "note": "舞台血浆，无伤害画面",
                     *             "decided_by": "0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01",
                     *             "decided_at": "2026-11-28T08:31:40.000Z"
                     *           }
                     *         ],
                     *         "needs_decision": false
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ModerationDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            409: components["responses"]["ResultNotReady"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    decideJobModeration: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "approve",
                 *       "note": "舞台血浆，无伤害画面"
                 *     }
                 */
                "application/json": components["schemas"]["DecideModerationDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "running",
                     *         "stage": "clips",
                     *         "progress": 62,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "drama",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 1,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": "2026-11-28T08:30:01.250Z",
                     *         "completed_at": null,
                     *         "estimated_completion": "2026-11-28T08:32:05.000Z",
                     *         "stages": [
                     *           {
                     *             "stage": "clips",
                     *             "status": "running",
                     *             "progress": 50,
                     *             "steps_total": 12,
                     *             "steps_done": 6,
                     *             "started_at": "2026-11-28T08:30:40.000Z",
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0.5
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParamsOrInvalidState"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    receiveCallback: {
        parameters: {
            query: {
                /** @description Our id of the call, as the vendor was given it. */
                call: string;
            };
            header?: never;
            path: {
                /** @description Who calls: `replicate` or `pika` */
                provider: string;
            };
            cookie?: never;
        };
        /** @description What the vendor says of its work. It is not read: the vendor itself is asked next */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "status": "succeeded"
                 *     }
                 */
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": null
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: null;
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["RouteNotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getJobQuality: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "checks": [
                     *           {
                     *             "name": "audio_video_skew_seconds",
                     *             "status": "passed",
                     *             "value": 0.02,
                     *             "limit": 0.05,
                     *             "reason": null,
                     *             "of": "film",
                     *             "format": "mp4",
                     *             "files": 1,
                     *             "episode": null,
                     *             "shot_id": null
                     *           }
                     *         ],
                     *         "passed": true
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["QualityDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            409: components["responses"]["ResultNotReady"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listProjects: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "created_at" | "updated_at" | "title";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
                /** @description Only projects of just this genre. */
                genre?: string;
                /** @description Only projects with these words in the title, in upper or lower case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *             "title": "月光下的约定",
                     *             "description": "加班夜里的一场相遇",
                     *             "genre": "都市",
                     *             "style": "都市暖色，浅景深",
                     *             "language": "zh",
                     *             "aspect_ratio": "16:9",
                     *             "target_episodes": 3,
                     *             "target_duration_sec": 60,
                     *             "cover_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/6f/0199d3c6-307c-7e41-95f6-b09a8d7c6e6f.jpg",
                     *             "characters": [
                     *               {
                     *                 "id": "0199d3c4-7a12-7083-b1c5-7f2d9e6a4b38",
                     *                 "name": "林夏",
                     *                 "description": "程序员，话少",
                     *                 "voice": {
                     *                   "id": "female-1",
                     *                   "pitch": 1,
                     *                   "speed": 1.05
                     *                 },
                     *                 "reference_upload_id": "0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15",
                     *                 "reference_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *                 "appearance": {
                     *                   "sex": "female",
                     *                   "age": "young",
                     *                   "hair": "ponytail",
                     *                   "clothes": "米色风衣",
                     *                   "glasses": true,
                     *                   "note": null
                     *                 }
                     *               }
                     *             ],
                     *             "created_at": "2026-11-28T08:30:00.000Z",
                     *             "updated_at": "2026-11-28T08:30:00.000Z",
                     *             "stats": {
                     *               "scenes": 6,
                     *               "shots": 24,
                     *               "jobs": 3,
                     *               "completed_videos": 1
                     *             }
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["ProjectDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "月光下的约定",
                 *       "description": "加班夜里的一场相遇",
                 *       "genre": "都市",
                 *       "target_episodes": 3,
                 *       "target_duration_sec": 60,
                 *       "style": "都市暖色，浅景深"
                 *     }
                 */
                "application/json": components["schemas"]["CreateProjectDto"];
            };
        };
        responses: {
            /** @description success */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "title": "月光下的约定",
                     *         "description": "加班夜里的一场相遇",
                     *         "genre": "都市",
                     *         "style": "都市暖色，浅景深",
                     *         "language": "zh",
                     *         "aspect_ratio": "16:9",
                     *         "target_episodes": 3,
                     *         "target_duration_sec": 60,
                     *         "cover_url": null,
                     *         "characters": [],
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "updated_at": "2026-11-28T08:30:00.000Z",
                     *         "stats": {
                     *           "scenes": 0,
                     *           "shots": 0,
                     *           "jobs": 0,
                     *           "completed_videos": 0
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ProjectDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The project's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "title": "月光下的约定",
                     *         "description": "加班夜里的一场相遇",
                     *         "genre": "都市",
                     *         "style": "都市暖色，浅景深",
                     *         "language": "zh",
                     *         "aspect_ratio": "16:9",
                     *         "target_episodes": 3,
                     *         "target_duration_sec": 60,
                     *         "cover_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/6f/0199d3c6-307c-7e41-95f6-b09a8d7c6e6f.jpg",
                     *         "characters": [
                     *           {
                     *             "id": "0199d3c4-7a12-7083-b1c5-7f2d9e6a4b38",
                     *             "name": "林夏",
                     *             "description": "程序员，话少",
                     *             "voice": {
                     *               "id": "female-1",
                     *               "pitch": 1,
                     *               "speed": 1.05
                     *             },
                     *             "reference_upload_id": "0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15",
                     *             "reference_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *             "appearance": {
                     *               "sex": "female",
                     *               "age": "young",
                     *               "hair": "ponytail",
                     *               "clothes": "米色风衣",
                     *               "glasses": true,
                     *               "note": null
                     *             }
                     *           }
                     *         ],
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "updated_at": "2026-11-28T08:30:00.000Z",
                     *         "stats": {
                     *           "scenes": 6,
                     *           "shots": 24,
                     *           "jobs": 3,
                     *           "completed_videos": 1
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ProjectDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The project's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "title": "月光下的约定（修订）",
                 *       "target_episodes": 5
                 *     }
                 */
                "application/json": components["schemas"]["UpdateProjectDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "title": "月光下的约定",
                     *         "description": "加班夜里的一场相遇",
                     *         "genre": "都市",
                     *         "style": "都市暖色，浅景深",
                     *         "language": "zh",
                     *         "aspect_ratio": "16:9",
                     *         "target_episodes": 3,
                     *         "target_duration_sec": 60,
                     *         "cover_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/6f/0199d3c6-307c-7e41-95f6-b09a8d7c6e6f.jpg",
                     *         "characters": [
                     *           {
                     *             "id": "0199d3c4-7a12-7083-b1c5-7f2d9e6a4b38",
                     *             "name": "林夏",
                     *             "description": "程序员，话少",
                     *             "voice": {
                     *               "id": "female-1",
                     *               "pitch": 1,
                     *               "speed": 1.05
                     *             },
                     *             "reference_upload_id": "0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15",
                     *             "reference_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *             "appearance": {
                     *               "sex": "female",
                     *               "age": "young",
                     *               "hair": "ponytail",
                     *               "clothes": "米色风衣",
                     *               "glasses": true,
                     *               "note": null
                     *             }
                     *           }
                     *         ],
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "updated_at": "2026-11-28T08:30:00.000Z",
                     *         "stats": {
                     *           "scenes": 6,
                     *           "shots": 24,
                     *           "jobs": 3,
                     *           "completed_videos": 1
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ProjectDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The project's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": null
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: null;
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createCharacter: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The project's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "林夏",
                 *       "description": "程序员，话少",
                 *       "appearance": {
                 *         "sex": "female",
                 *         "age": "young",
                 *         "hair": "ponytail",
                 *         "glasses": true
                 *       },
                 *       "voice": {
                 *         "id": "female-1",
                 *         "speed": 1.05
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CharacterInputDto"];
            };
        };
        responses: {
            /** @description success */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a12-7083-b1c5-7f2d9e6a4b38",
                     *         "name": "林夏",
                     *         "description": "程序员，话少",
                     *         "voice": {
                     *           "id": "female-1",
                     *           "pitch": 1,
                     *           "speed": 1.05
                     *         },
                     *         "reference_upload_id": "0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15",
                     *         "reference_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *         "appearance": {
                     *           "sex": "female",
                     *           "age": "young",
                     *           "hair": "ponytail",
                     *           "clothes": "米色风衣",
                     *           "glasses": true,
                     *           "note": null
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["CharacterDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFoundOrUploadNotFound"];
            409: components["responses"]["ConflictOrIdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateCharacter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The project's id */
                id: string;
                /** @description The character's id */
                character_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "description": "从设计部调来的新人",
                 *       "appearance": {
                 *         "hair": "short",
                 *         "note": null
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UpdateCharacterDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a12-7083-b1c5-7f2d9e6a4b38",
                     *         "name": "林夏",
                     *         "description": "程序员，话少",
                     *         "voice": {
                     *           "id": "female-1",
                     *           "pitch": 1,
                     *           "speed": 1.05
                     *         },
                     *         "reference_upload_id": "0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15",
                     *         "reference_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png",
                     *         "appearance": {
                     *           "sex": "female",
                     *           "age": "young",
                     *           "hair": "ponytail",
                     *           "clothes": "米色风衣",
                     *           "glasses": true,
                     *           "note": null
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["CharacterDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFoundOrCharacterNotFoundOrUploadNotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteCharacter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The project's id */
                id: string;
                /** @description The character's id */
                character_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": null
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: null;
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFoundOrCharacterNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listScenes: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "order_index";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description The project's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *             "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *             "episode": 1,
                     *             "order_index": 0,
                     *             "title": "天台",
                     *             "location": "写字楼天台",
                     *             "time_of_day": "night",
                     *             "description": "林夏独自看着城市的灯火。",
                     *             "script": "林夏：你怎么还没走？",
                     *             "characters": [
                     *               "林夏"
                     *             ],
                     *             "shots": [
                     *               {
                     *                 "id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *                 "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *                 "scene_id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *                 "order_index": 0,
                     *                 "description": "林夏靠着栏杆，身后是城市的灯火",
                     *                 "narration": "那一夜，城市没有睡。",
                     *                 "dialogue": [
                     *                   {
                     *                     "character": "林夏",
                     *                     "line": "你怎么还没走？",
                     *                     "emotion": "surprised"
                     *                   }
                     *                 ],
                     *                 "ai_collaboration": [],
                     *                 "version": 3,
                     *                 "created_at": "2026-11-28T08:30:20.000Z",
                     *                 "updated_at": "2026-11-28T08:31:09.480Z",
                     *                 "duration_sec": 4.2,
                     *                 "image": {
                     *                   "status": "completed",
                     *                   "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/7a/0199d3c5-417d-7f52-86a7-c1ab9e8d7f7a.png",
                     *                   "upload_id": null,
                     *                   "provider": "local"
                     *                 },
                     *                 "form_data": {
                     *                   "camera_movement": "推进",
                     *                   "shot_type": "中景",
                     *                   "lighting": "夜景",
                     *                   "motion_prompt": "风吹动她的头发",
                     *                   "checkboxes": {
                     *                     "特写补拍": false
                     *                   }
                     *                 },
                     *                 "video": {
                     *                   "status": "completed",
                     *                   "task_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *                   "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4",
                     *                   "source_url": null,
                     *                   "upload_id": null,
                     *                   "error": null,
                     *                   "provider": null
                     *                 }
                     *               }
                     *             ],
                     *             "duration_sec": 4.2
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["SceneDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createScene: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The project's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "episode": 1,
                 *       "title": "天台",
                 *       "location": "写字楼天台",
                 *       "time_of_day": "night",
                 *       "description": "林夏独自看着城市的灯火。",
                 *       "characters": [
                 *         "林夏"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateSceneDto"];
            };
        };
        responses: {
            /** @description success */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "episode": 1,
                     *         "order_index": 0,
                     *         "title": "天台",
                     *         "location": "写字楼天台",
                     *         "time_of_day": "night",
                     *         "description": "林夏独自看着城市的灯火。",
                     *         "script": "林夏：你怎么还没走？",
                     *         "characters": [
                     *           "林夏"
                     *         ],
                     *         "shots": [],
                     *         "duration_sec": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["SceneDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    reorderScenes: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The project's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reorder_map": {
                 *         "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09": 1,
                 *         "0199d3c5-0c12-7d90-a1e6-3b8c7f5d2e14": 0
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ReorderScenesDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "episode": 1,
                     *         "reorder_map": {
                     *           "0199d3c5-0c12-7d90-a1e6-3b8c7f5d2e14": 0,
                     *           "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09": 1
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["SceneOrderDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFoundOrSceneNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getScene: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The scene's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "episode": 1,
                     *         "order_index": 0,
                     *         "title": "天台",
                     *         "location": "写字楼天台",
                     *         "time_of_day": "night",
                     *         "description": "林夏独自看着城市的灯火。",
                     *         "script": "林夏：你怎么还没走？",
                     *         "characters": [
                     *           "林夏"
                     *         ],
                     *         "shots": [
                     *           {
                     *             "id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *             "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *             "scene_id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *             "order_index": 0,
                     *             "description": "林夏靠着栏杆，身后是城市的灯火",
                     *             "narration": "那一夜，城市没有睡。",
                     *             "dialogue": [
                     *               {
                     *                 "character": "林夏",
                     *                 "line": "你怎么还没走？",
                     *                 "emotion": "surprised"
                     *               }
                     *             ],
                     *             "ai_collaboration": [],
                     *             "version": 3,
                     *             "created_at": "2026-11-28T08:30:20.000Z",
                     *             "updated_at": "2026-11-28T08:31:09.480Z",
                     *             "duration_sec": 4.2,
                     *             "image": {
                     *               "status": "completed",
                     *               "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/7a/0199d3c5-417d-7f52-86a7-c1ab9e8d7f7a.png",
                     *               "upload_id": null,
                     *               "provider": "local"
                     *             },
                     *             "form_data": {
                     *               "camera_movement": "推进",
                     *               "shot_type": "中景",
                     *               "lighting": "夜景",
                     *               "motion_prompt": "风吹动她的头发",
                     *               "checkboxes": {
                     *                 "特写补拍": false
                     *               }
                     *             },
                     *             "video": {
                     *               "status": "completed",
                     *               "task_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *               "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4",
                     *               "source_url": null,
                     *               "upload_id": null,
                     *               "error": null,
                     *               "provider": null
                     *             }
                     *           }
                     *         ],
                     *         "duration_sec": 4.2
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["SceneDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["SceneNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateScene: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The scene's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "title": "雨中天台",
                 *       "time_of_day": "dusk"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateSceneDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "episode": 1,
                     *         "order_index": 0,
                     *         "title": "天台",
                     *         "location": "写字楼天台",
                     *         "time_of_day": "night",
                     *         "description": "林夏独自看着城市的灯火。",
                     *         "script": "林夏：你怎么还没走？",
                     *         "characters": [
                     *           "林夏"
                     *         ],
                     *         "shots": [
                     *           {
                     *             "id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *             "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *             "scene_id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *             "order_index": 0,
                     *             "description": "林夏靠着栏杆，身后是城市的灯火",
                     *             "narration": "那一夜，城市没有睡。",
                     *             "dialogue": [
                     *               {
                     *                 "character": "林夏",
                     *                 "line": "你怎么还没走？",
                     *                 "emotion": "surprised"
                     *               }
                     *             ],
                     *             "ai_collaboration": [],
                     *             "version": 3,
                     *             "created_at": "2026-11-28T08:30:20.000Z",
                     *             "updated_at": "2026-11-28T08:31:09.480Z",
                     *             "duration_sec": 4.2,
                     *             "image": {
                     *               "status": "completed",
                     *               "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/7a/0199d3c5-417d-7f52-86a7-c1ab9e8d7f7a.png",
                     *               "upload_id": null,
                     *               "provider": "local"
                     *             },
                     *             "form_data": {
                     *               "camera_movement": "推进",
                     *               "shot_type": "中景",
                     *               "lighting": "夜景",
                     *               "motion_prompt": "风吹动她的头发",
                     *               "checkboxes": {
                     *                 "特写补拍": false
                     *               }
                     *             },
                     *             "video": {
                     *               "status": "completed",
                     *               "task_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *               "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4",
                     *               "source_url": null,
                     *               "upload_id": null,
                     *               "error": null,
                     *               "provider": null
                     *             }
                     *           }
                     *         ],
                     *         "duration_sec": 4.2
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["SceneDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["SceneNotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteScene: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The scene's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": null
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: null;
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["SceneNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listShots: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "order_index";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description The project's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *             "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *             "scene_id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *             "order_index": 0,
                     *             "description": "林夏靠着栏杆，身后是城市的灯火",
                     *             "narration": "那一夜，城市没有睡。",
                     *             "dialogue": [
                     *               {
                     *                 "character": "林夏",
                     *                 "line": "你怎么还没走？",
                     *                 "emotion": "surprised"
                     *               }
                     *             ],
                     *             "ai_collaboration": [],
                     *             "version": 3,
                     *             "created_at": "2026-11-28T08:30:20.000Z",
                     *             "updated_at": "2026-11-28T08:31:09.480Z",
                     *             "duration_sec": 4.2,
                     *             "image": {
                     *               "status": "completed",
                     *               "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/7a/0199d3c5-417d-7f52-86a7-c1ab9e8d7f7a.png",
                     *               "upload_id": null,
                     *               "provider": "local"
                     *             },
                     *             "form_data": {
                     *               "camera_movement": "推进",
                     *               "shot_type": "中景",
                     *               "lighting": "夜景",
                     *               "motion_prompt": "风吹动她的头发",
                     *               "checkboxes": {
                     *                 "特写补拍": false
                     *               }
                     *             },
                     *             "video": {
                     *               "status": "completed",
                     *               "task_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *               "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4",
                     *               "source_url": null,
                     *               "upload_id": null,
                     *               "error": null,
                     *               "provider": null
                     *             }
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["ShotDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createShot: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The project's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "description": "林夏靠着栏杆，身后是城市的灯火",
                 *       "dialogue": [
                 *         {
                 *           "character": "林夏",
                 *           "line": "你怎么还没走？",
                 *           "emotion": "surprised"
                 *         }
                 *       ],
                 *       "duration_sec": 4.2,
                 *       "form_data": {
                 *         "camera_movement": "推进",
                 *         "shot_type": "中景",
                 *         "lighting": "夜景"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreateShotDto"];
            };
        };
        responses: {
            /** @description success */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "scene_id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *         "order_index": 0,
                     *         "description": "林夏靠着栏杆，身后是城市的灯火",
                     *         "narration": "那一夜，城市没有睡。",
                     *         "dialogue": [
                     *           {
                     *             "character": "林夏",
                     *             "line": "你怎么还没走？",
                     *             "emotion": "surprised"
                     *           }
                     *         ],
                     *         "ai_collaboration": [],
                     *         "version": 1,
                     *         "created_at": "2026-11-28T08:30:20.000Z",
                     *         "updated_at": "2026-11-28T08:31:09.480Z",
                     *         "duration_sec": 4.2,
                     *         "image": {
                     *           "status": "pending",
                     *           "url": null,
                     *           "upload_id": null,
                     *           "provider": null
                     *         },
                     *         "form_data": {
                     *           "camera_movement": "推进",
                     *           "shot_type": "中景",
                     *           "lighting": "夜景",
                     *           "motion_prompt": "风吹动她的头发",
                     *           "checkboxes": {
                     *             "特写补拍": false
                     *           }
                     *         },
                     *         "video": {
                     *           "status": "pending",
                     *           "task_id": null,
                     *           "url": null,
                     *           "source_url": null,
                     *           "upload_id": null,
                     *           "error": null,
                     *           "provider": null
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ShotDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFoundOrUploadNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createSceneShot: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The scene's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "description": "林夏靠着栏杆，身后是城市的灯火",
                 *       "dialogue": [
                 *         {
                 *           "character": "林夏",
                 *           "line": "你怎么还没走？",
                 *           "emotion": "surprised"
                 *         }
                 *       ],
                 *       "duration_sec": 4.2,
                 *       "form_data": {
                 *         "camera_movement": "推进",
                 *         "shot_type": "中景",
                 *         "lighting": "夜景"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreateShotDto"];
            };
        };
        responses: {
            /** @description success */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "scene_id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *         "order_index": 0,
                     *         "description": "林夏靠着栏杆，身后是城市的灯火",
                     *         "narration": "那一夜，城市没有睡。",
                     *         "dialogue": [
                     *           {
                     *             "character": "林夏",
                     *             "line": "你怎么还没走？",
                     *             "emotion": "surprised"
                     *           }
                     *         ],
                     *         "ai_collaboration": [],
                     *         "version": 1,
                     *         "created_at": "2026-11-28T08:30:20.000Z",
                     *         "updated_at": "2026-11-28T08:31:09.480Z",
                     *         "duration_sec": 4.2,
                     *         "image": {
                     *           "status": "pending",
                     *           "url": null,
                     *           "upload_id": null,
                     *           "provider": null
                     *         },
                     *         "form_data": {
                     *           "camera_movement": "推进",
                     *           "shot_type": "中景",
                     *           "lighting": "夜景",
                     *           "motion_prompt": "风吹动她的头发",
                     *           "checkboxes": {
                     *             "特写补拍": false
                     *           }
                     *         },
                     *         "video": {
                     *           "status": "pending",
                     *           "task_id": null,
                     *           "url": null,
                     *           "source_url": null,
                     *           "upload_id": null,
                     *           "error": null,
                     *           "provider": null
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ShotDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["SceneNotFoundOrUploadNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    reorderShots: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The scene's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reorder_map": {
                 *         "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60": 1,
                 *         "0199d3c5-0c20-7c4d-8a72-e95b3f1d6c07": 0
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ReorderShotsDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "scene_id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *         "reorder_map": {
                     *           "0199d3c5-0c20-7c4d-8a72-e95b3f1d6c07": 0,
                     *           "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60": 1
                     *         },
                     *         "versions": {
                     *           "0199d3c5-0c20-7c4d-8a72-e95b3f1d6c07": 2,
                     *           "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60": 4
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ShotOrderDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["SceneNotFoundOrShotNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getShot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The shot's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "scene_id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *         "order_index": 0,
                     *         "description": "林夏靠着栏杆，身后是城市的灯火",
                     *         "narration": "那一夜，城市没有睡。",
                     *         "dialogue": [
                     *           {
                     *             "character": "林夏",
                     *             "line": "你怎么还没走？",
                     *             "emotion": "surprised"
                     *           }
                     *         ],
                     *         "ai_collaboration": [],
                     *         "version": 3,
                     *         "created_at": "2026-11-28T08:30:20.000Z",
                     *         "updated_at": "2026-11-28T08:31:09.480Z",
                     *         "duration_sec": 4.2,
                     *         "image": {
                     *           "status": "completed",
                     *           "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/7a/0199d3c5-417d-7f52-86a7-c1ab9e8d7f7a.png",
                     *           "upload_id": null,
                     *           "provider": "local"
                     *         },
                     *         "form_data": {
                     *           "camera_movement": "推进",
                     *           "shot_type": "中景",
                     *           "lighting": "夜景",
                     *           "motion_prompt": "风吹动她的头发",
                     *           "checkboxes": {
                     *             "特写补拍": false
                     *           }
                     *         },
                     *         "video": {
                     *           "status": "completed",
                     *           "task_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *           "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4",
                     *           "source_url": null,
                     *           "upload_id": null,
                     *           "error": null,
                     *           "provider": null
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ShotDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ShotNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteShot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The shot's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": null
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: null;
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ShotNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateShot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The shot's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "updates": {
                 *         "form_data.lighting": "夜景"
                 *       },
                 *       "version": 3
                 *     }
                 */
                "application/json": components["schemas"]["UpdateShotDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "scene_id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *         "order_index": 0,
                     *         "description": "林夏靠着栏杆，身后是城市的灯火",
                     *         "narration": "那一夜，城市没有睡。",
                     *         "dialogue": [
                     *           {
                     *             "character": "林夏",
                     *             "line": "你怎么还没走？",
                     *             "emotion": "surprised"
                     *           }
                     *         ],
                     *         "ai_collaboration": [],
                     *         "version": 3,
                     *         "created_at": "2026-11-28T08:30:20.000Z",
                     *         "updated_at": "2026-11-28T08:31:09.480Z",
                     *         "duration_sec": 4.2,
                     *         "image": {
                     *           "status": "completed",
                     *           "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/7a/0199d3c5-417d-7f52-86a7-c1ab9e8d7f7a.png",
                     *           "upload_id": null,
                     *           "provider": "local"
                     *         },
                     *         "form_data": {
                     *           "camera_movement": "推进",
                     *           "shot_type": "中景",
                     *           "lighting": "夜景",
                     *           "motion_prompt": "风吹动她的头发",
                     *           "checkboxes": {
                     *             "特写补拍": false
                     *           }
                     *         },
                     *         "video": {
                     *           "status": "completed",
                     *           "task_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *           "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4",
                     *           "source_url": null,
                     *           "upload_id": null,
                     *           "error": null,
                     *           "provider": null
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ShotDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["SceneNotFoundOrShotNotFoundOrUploadNotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    suggestForShot: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "shot_id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                 *       "user_input": "更压抑一点，推近"
                 *     }
                 */
                "application/json": components["schemas"]["SuggestDto"];
            };
        };
        responses: {
            /** @description success */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c6-1a2b-7c3d-8e4f-5a6b7c8d9e0f",
                     *         "user_input": "更压抑一点，推近",
                     *         "status": "open",
                     *         "provider": "local",
                     *         "degraded": null,
                     *         "created_at": "2026-11-28T08:31:00.000Z",
                     *         "suggestions": {
                     *           "camera_movement": "推进",
                     *           "shot_type": "近景",
                     *           "lighting": "低照度，面部有一侧柔光，反差大，阴影重",
                     *           "motion_prompt": "镜头缓慢推近；林夏神情绷紧，动作收着",
                     *           "reasoning": "读到的要求：压抑、推近。运镜用“推进”，光线随之调整。"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["SuggestionDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ShotNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ContentRejectedOrIdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    applySuggestion: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The shot's id */
                id: string;
                /** @description The suggestion's id */
                suggestion_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "version": 3,
                 *       "fields": [
                 *         "camera_movement"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ApplySuggestionDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "scene_id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *         "order_index": 0,
                     *         "description": "林夏靠着栏杆，身后是城市的灯火",
                     *         "narration": "那一夜，城市没有睡。",
                     *         "dialogue": [
                     *           {
                     *             "character": "林夏",
                     *             "line": "你怎么还没走？",
                     *             "emotion": "surprised"
                     *           }
                     *         ],
                     *         "ai_collaboration": [],
                     *         "version": 3,
                     *         "created_at": "2026-11-28T08:30:20.000Z",
                     *         "updated_at": "2026-11-28T08:31:09.480Z",
                     *         "duration_sec": 4.2,
                     *         "image": {
                     *           "status": "completed",
                     *           "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/7a/0199d3c5-417d-7f52-86a7-c1ab9e8d7f7a.png",
                     *           "upload_id": null,
                     *           "provider": "local"
                     *         },
                     *         "form_data": {
                     *           "camera_movement": "推进",
                     *           "shot_type": "中景",
                     *           "lighting": "夜景",
                     *           "motion_prompt": "风吹动她的头发",
                     *           "checkboxes": {
                     *             "特写补拍": false
                     *           }
                     *         },
                     *         "video": {
                     *           "status": "completed",
                     *           "task_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *           "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4",
                     *           "source_url": null,
                     *           "upload_id": null,
                     *           "error": null,
                     *           "provider": null
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ShotDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParamsOrInvalidState"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ShotNotFoundOrSuggestionNotFound"];
            409: components["responses"]["ConflictOrIdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    refuseSuggestion: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The shot's id */
                id: string;
                /** @description The suggestion's id */
                suggestion_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "scene_id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                     *         "order_index": 0,
                     *         "description": "林夏靠着栏杆，身后是城市的灯火",
                     *         "narration": "那一夜，城市没有睡。",
                     *         "dialogue": [
                     *           {
                     *             "character": "林夏",
                     *             "line": "你怎么还没走？",
                     *             "emotion": "surprised"
                     *           }
                     *         ],
                     *         "ai_collaboration": [],
                     *         "version": 3,
                     *         "created_at": "2026-11-28T08:30:20.000Z",
                     *         "updated_at": "2026-11-28T08:31:09.480Z",
                     *         "duration_sec": 4.2,
                     *         "image": {
                     *           "status": "completed",
                     *           "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/7a/0199d3c5-417d-7f52-86a7-c1ab9e8d7f7a.png",
                     *           "upload_id": null,
                     *           "provider": "local"
                     *         },
                     *         "form_data": {
                     *           "camera_movement": "推进",
                     *           "shot_type": "中景",
                     *           "lighting": "夜景",
                     *           "motion_prompt": "风吹动她的头发",
                     *           "checkboxes": {
                     *             "特写补拍": false
                     *           }
                     *         },
                     *         "video": {
                     *           "status": "completed",
                     *           "task_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *           "url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4",
                     *           "source_url": null,
                     *           "upload_id": null,
                     *           "error": null,
                     *           "provider": null
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ShotDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParamsOrInvalidState"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ShotNotFoundOrSuggestionNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    estimateDrama: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "formats": [
                 *         "mp4",
                 *         "hls"
                 *       ],
                 *       "max_cost_usd": 5,
                 *       "style": "都市暖色，浅景深",
                 *       "title": "打烊之前",
                 *       "genre": "都市",
                 *       "episodes": 1,
                 *       "scenes_per_episode": 2,
                 *       "duration_sec": 60,
                 *       "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                 *       "characters": [
                 *         {
                 *           "name": "林夏",
                 *           "description": "程序员，话少",
                 *           "appearance": {
                 *             "sex": "female",
                 *             "age": "young"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["GenerateDramaDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "duration_sec": 60,
                     *         "by_stage": [
                     *           {
                     *             "stage": "clips",
                     *             "steps": 8,
                     *             "provider": "runway",
                     *             "model": "gen4_turbo",
                     *             "cost_usd": 2.4
                     *           }
                     *         ],
                     *         "assumptions": [
                     *           "8 shots: 4 in each of 2 scenes, of 6.9 s on average",
                     *           "clips: $2.40 for 8 clips by runway:gen4_turbo"
                     *         ],
                     *         "cost_usd": 2.4
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["EstimateDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrUnsafeUrl"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    generateDrama: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "formats": [
                 *         "mp4",
                 *         "hls"
                 *       ],
                 *       "max_cost_usd": 5,
                 *       "style": "都市暖色，浅景深",
                 *       "title": "打烊之前",
                 *       "genre": "都市",
                 *       "episodes": 1,
                 *       "scenes_per_episode": 2,
                 *       "duration_sec": 60,
                 *       "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                 *       "characters": [
                 *         {
                 *           "name": "林夏",
                 *           "description": "程序员，话少",
                 *           "appearance": {
                 *             "sex": "female",
                 *             "age": "young"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["GenerateDramaDto"];
            };
        };
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "task_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "job_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "pending",
                     *         "created_at": "2026-11-28T08:30:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ProductionDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UploadNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ContentRejectedOrIdempotencyKeyReusedOrUnsafeUrl"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    generateScenes: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The project's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                 *       "episodes": 1,
                 *       "scenes_per_episode": 3,
                 *       "mode": "append"
                 *     }
                 */
                "application/json": components["schemas"]["GenerateScenesDto"];
            };
        };
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "pending",
                     *         "stage": null,
                     *         "progress": 0,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "scenes",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 1,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": null,
                     *         "completed_at": null,
                     *         "estimated_completion": null,
                     *         "stages": [
                     *           {
                     *             "stage": "style",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "script",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "storyboard",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ContentRejectedOrIdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    renderProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The project's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "formats": [
                 *         "mp4",
                 *         "hls"
                 *       ],
                 *       "max_cost_usd": 5,
                 *       "episodes": [
                 *         1
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RenderDto"];
            };
        };
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "pending",
                     *         "stage": null,
                     *         "progress": 0,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "drama",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 1,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": null,
                     *         "completed_at": null,
                     *         "estimated_completion": null,
                     *         "stages": [
                     *           {
                     *             "stage": "style",
                     *             "status": "skipped",
                     *             "progress": 100,
                     *             "steps_total": 0,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "script",
                     *             "status": "skipped",
                     *             "progress": 100,
                     *             "steps_total": 0,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "storyboard",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "images",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "speech",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "clips",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "moderation",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "assembly",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["ProjectNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrUnsafeUrl"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    generateSceneVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The project's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "scene_id": "0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09",
                 *       "script": "林夏：你怎么还没走？",
                 *       "duration_sec": 12
                 *     }
                 */
                "application/json": components["schemas"]["GenerateVideoDto"];
            };
        };
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "task_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "job_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "pending",
                     *         "video_url": null,
                     *         "created_at": "2026-11-28T08:30:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["SceneVideoDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFoundOrSceneNotFoundOrUploadNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ContentRejectedOrIdempotencyKeyReusedOrUnsafeUrl"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    generateShotImage: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The shot's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "params": {
                 *         "lighting": "夜景",
                 *         "camera_movement": "推进"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["RegenerateShotDto"];
            };
        };
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "pending",
                     *         "stage": null,
                     *         "progress": 0,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "shot_image",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 1,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": null,
                     *         "completed_at": null,
                     *         "estimated_completion": null,
                     *         "stages": [
                     *           {
                     *             "stage": "images",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParamsOrInvalidState"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFoundOrShotNotFoundOrUploadNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ContentRejectedOrIdempotencyKeyReusedOrUnsafeUrl"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    generateShotVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The shot's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "params": {
                 *         "lighting": "夜景",
                 *         "camera_movement": "推进"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["RegenerateShotDto"];
            };
        };
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "pending",
                     *         "stage": null,
                     *         "progress": 0,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "shot_video",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 1,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": null,
                     *         "completed_at": null,
                     *         "estimated_completion": null,
                     *         "stages": [
                     *           {
                     *             "stage": "images",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "speech",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "clips",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFoundOrShotNotFoundOrUploadNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ContentRejectedOrIdempotencyKeyReusedOrUnsafeUrl"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "from_stage": "images"
                 *     }
                 */
                "application/json": components["schemas"]["RetryJobDto"];
            };
        };
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "running",
                     *         "stage": "clips",
                     *         "progress": 62,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "drama",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 2,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": "2026-11-28T08:30:01.250Z",
                     *         "completed_at": null,
                     *         "estimated_completion": "2026-11-28T08:32:05.000Z",
                     *         "stages": [
                     *           {
                     *             "stage": "clips",
                     *             "status": "running",
                     *             "progress": 50,
                     *             "steps_total": 12,
                     *             "steps_done": 6,
                     *             "started_at": "2026-11-28T08:30:40.000Z",
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0.5
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParamsOrInvalidState"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFoundOrStageNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "formats": [
                 *         "hls",
                 *         "fcpxml"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ExportDto"];
            };
        };
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "pending",
                     *         "stage": null,
                     *         "progress": 0,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "export",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 1,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": null,
                     *         "completed_at": null,
                     *         "estimated_completion": null,
                     *         "stages": [
                     *           {
                     *             "stage": "assembly",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParamsOrInvalidState"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["JobNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrUnsafeUrl"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    runJobStage: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The job's id */
                id: string;
                /** @description One of the job's stages */
                stage: "style" | "script" | "storyboard" | "images" | "speech" | "clips" | "moderation" | "assembly" | "ingest" | "probe" | "shots" | "audio" | "ocr" | "transcript" | "comments" | "insights";
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "cascade": true
                 *     }
                 */
                "application/json": components["schemas"]["RunStageDto"];
            };
        };
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "running",
                     *         "stage": "clips",
                     *         "progress": 62,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "drama",
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "prompt": "北京，2024 年，一个 996 的程序员遇见了设计部的同事",
                     *         "style": "都市暖色，浅景深",
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 2,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": "2026-11-28T08:30:01.250Z",
                     *         "completed_at": null,
                     *         "estimated_completion": "2026-11-28T08:32:05.000Z",
                     *         "stages": [
                     *           {
                     *             "stage": "clips",
                     *             "status": "running",
                     *             "progress": 50,
                     *             "steps_total": 12,
                     *             "steps_done": 6,
                     *             "started_at": "2026-11-28T08:30:40.000Z",
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0.5
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParamsOrInvalidState"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFoundOrStageNotFound"];
            409: components["responses"]["ConflictOrIdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ContentRejectedOrIdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listAnalyses: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "created_at" | "updated_at" | "progress";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
                /** @description Only analyses in this state. */
                status?: "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *             "status": "running",
                     *             "current_step": "shots",
                     *             "progress": 62,
                     *             "source_kind": "youtube",
                     *             "title": "打烊之前",
                     *             "error": null,
                     *             "created_at": "2026-11-28T08:30:00.000Z",
                     *             "completed_at": null,
                     *             "estimated_completion": "2026-11-28T08:30:40.000Z"
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["AnalysisDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createAnalysis: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "max_cost_usd": 5,
                 *       "url": "https://example.org/night.mp4"
                 *     }
                 */
                "application/json": components["schemas"]["CreateAnalysisDto"];
            };
        };
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "pending",
                     *         "stage": null,
                     *         "progress": 0,
                     *         "updated_at": "2026-11-28T08:31:10.000Z",
                     *         "kind": "analysis",
                     *         "project_id": null,
                     *         "prompt": "https://www.youtube.com/watch?v=axepn8QqxRk",
                     *         "style": null,
                     *         "priority": "normal",
                     *         "formats": [
                     *           "mp4",
                     *           "hls"
                     *         ],
                     *         "degraded": [],
                     *         "error": null,
                     *         "waiting_for": null,
                     *         "max_cost_usd": 5,
                     *         "attempts": 1,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "started_at": null,
                     *         "completed_at": null,
                     *         "estimated_completion": null,
                     *         "stages": [
                     *           {
                     *             "stage": "ingest",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "probe",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "shots",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "audio",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "ocr",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "transcript",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "comments",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           },
                     *           {
                     *             "stage": "insights",
                     *             "status": "pending",
                     *             "progress": 0,
                     *             "steps_total": 1,
                     *             "steps_done": 0,
                     *             "started_at": null,
                     *             "completed_at": null
                     *           }
                     *         ],
                     *         "options": {
                     *           "subtitles": "burned",
                     *           "subtitle_languages": [
                     *             "zh"
                     *           ],
                     *           "allow_fallback": true,
                     *           "preview": false,
                     *           "music": true,
                     *           "keep_vendor_audio": false
                     *         },
                     *         "cost_usd": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["JobDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UploadNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrUnsafeUrl"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getAnalysis: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The analysis's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "running",
                     *         "current_step": "shots",
                     *         "progress": 62,
                     *         "source_kind": "youtube",
                     *         "title": "打烊之前",
                     *         "error": null,
                     *         "created_at": "2026-11-28T08:30:00.000Z",
                     *         "completed_at": null,
                     *         "estimated_completion": "2026-11-28T08:30:40.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["AnalysisDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["AnalysisNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteAnalysis: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The analysis's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": null
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: null;
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["AnalysisNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getAnalysisResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The analysis's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "task_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "result": {
                     *           "shots": [
                     *             {
                     *               "transition": "cut",
                     *               "thumbnail_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/3c/0199d3c6-1e5a-7c02-b7d4-8f6e5a4b3c3c.jpg",
                     *               "brightness": 0.42,
                     *               "motion": 0.05,
                     *               "colours": [
                     *                 "#1f2a3c",
                     *                 "#c8a27a"
                     *               ],
                     *               "start_sec": 3.5,
                     *               "end_sec": 6.25
                     *             }
                     *           ],
                     *           "contact_sheet_url": "/api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/6f/0199d3c6-307c-7e41-95f6-b09a8d7c6e6f.jpg",
                     *           "transcript": null,
                     *           "loudness": null,
                     *           "on_screen_text": null,
                     *           "comments": null,
                     *           "missing": [
                     *             {
                     *               "part": "transcript",
                     *               "reason": "no_transcriber",
                     *               "message": "The video has no sound"
                     *             }
                     *           ],
                     *           "source": {
                     *             "kind": "youtube",
                     *             "url": "https://www.youtube.com/watch?v=axepn8QqxRk",
                     *             "upload_id": null,
                     *             "title": "打烊之前",
                     *             "author": "Night Shift",
                     *             "description": null,
                     *             "tags": [
                     *               "drama"
                     *             ],
                     *             "published_at": "2024-05-24T10:30:00.000Z",
                     *             "views": 1250000,
                     *             "likes": 89000,
                     *             "comments": 3400
                     *           },
                     *           "media": {
                     *             "container": "mp4",
                     *             "size_bytes": 18734592,
                     *             "video_codec": "h264",
                     *             "width": 1280,
                     *             "height": 720,
                     *             "rotation_deg": 0,
                     *             "audio": null,
                     *             "subtitle_languages": [
                     *               "zh"
                     *             ],
                     *             "duration_sec": 63.4,
                     *             "fps": 24,
                     *             "is_variable_rate": false,
                     *             "is_hdr": false
                     *           },
                     *           "insights": {
                     *             "provider": "local",
                     *             "model": "qwen-plus",
                     *             "words": null,
                     *             "statistics": {
                     *               "shots": null,
                     *               "pacing": null,
                     *               "structure": [
                     *                 {
                     *                   "act": "opening",
                     *                   "shots": 4,
                     *                   "motion": 0.05,
                     *                   "speech_share": 0.6,
                     *                   "start_sec": 0,
                     *                   "end_sec": 12.5,
                     *                   "cuts_per_minute": 14.4,
                     *                   "average_shot_sec": 3.125
                     *                 }
                     *               ],
                     *               "speech": null,
                     *               "picture": null,
                     *               "duration_sec": 60,
                     *               "hook": {
                     *                 "first_speech_sec": 0.8,
                     *                 "first_seconds": {
                     *                   "cuts": 1,
                     *                   "motion_ratio": 1.4,
                     *                   "silent_share": 0,
                     *                   "speech_share": 0.6,
                     *                   "end_sec": 3,
                     *                   "cuts_per_minute": 20
                     *                 },
                     *                 "opening": {
                     *                   "cuts": 1,
                     *                   "motion_ratio": 1.4,
                     *                   "silent_share": 0,
                     *                   "speech_share": 0.6,
                     *                   "end_sec": 3,
                     *                   "cuts_per_minute": 20
                     *                 }
                     *               }
                     *             }
                     *           }
                     *         },
                     *         "metadata": {
                     *           "created_at": "2026-11-28T08:30:00.000Z",
                     *           "completed_at": "2026-11-28T08:30:40.000Z",
                     *           "processing_sec": 12.4,
                     *           "cost_usd": 0.02
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["AnalysisReportDto"];
                    };
                };
            };
            /** @description It goes on: there is nothing to be had yet */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": null
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: null;
                    };
                };
            };
            400: components["responses"]["InvalidParamsOrAnalysisFailed"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["AnalysisNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    generateDramaLikeAnalysis: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The analysis's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "formats": [
                 *         "mp4",
                 *         "hls"
                 *       ],
                 *       "max_cost_usd": 5,
                 *       "style": "都市暖色，浅景深",
                 *       "title": "打烊之前",
                 *       "genre": "都市",
                 *       "characters": [
                 *         {
                 *           "name": "林夏",
                 *           "description": "程序员，话少",
                 *           "appearance": {
                 *             "sex": "female",
                 *             "age": "young"
                 *           }
                 *         }
                 *       ],
                 *       "prompt": "同样的节奏，换成一家深夜书店"
                 *     }
                 */
                "application/json": components["schemas"]["AnalysisDramaDto"];
            };
        };
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *         "task_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "job_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "status": "pending",
                     *         "created_at": "2026-11-28T08:30:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ProductionDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UploadNotFoundOrAnalysisNotFound"];
            409: components["responses"]["ResultNotReadyOrIdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ContentRejectedOrIdempotencyKeyReusedOrUnsafeUrl"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    planJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "changes": [
                 *         {
                 *           "shot_id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                 *           "updates": {
                 *             "narration": "那一夜，城市没有睡。"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PlanJobDto"];
            };
        };
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "duration_sec": 60,
                     *         "by_stage": [
                     *           {
                     *             "stage": "clips",
                     *             "steps": 8,
                     *             "provider": "runway",
                     *             "model": "gen4_turbo",
                     *             "cost_usd": 2.4
                     *           }
                     *         ],
                     *         "assumptions": [
                     *           "8 shots: 4 in each of 2 scenes, of 6.9 s on average",
                     *           "clips: $2.40 for 8 clips by runway:gen4_turbo"
                     *         ],
                     *         "estimated_sec": 12.4,
                     *         "cached": 41,
                     *         "steps": [
                     *           {
                     *             "stage": "speech",
                     *             "item": "lines:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *             "shot_id": "0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60",
                     *             "why": "changed",
                     *             "cost_usd": 0
                     *           }
                     *         ],
                     *         "cost_usd": 2.4
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["RebuildPlanDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParamsOrInvalidState"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["ProjectNotFoundOrSceneNotFoundOrShotNotFoundOrJobNotFoundOrUploadNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getRealtimeStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "connections": 3,
                     *         "rooms": 2,
                     *         "subscriptions": 5,
                     *         "processes": 1,
                     *         "complete": true
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["SocketStatusDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "status": "healthy",
                     *         "version": "0.1.0",
                     *         "uptime_sec": 86400,
                     *         "config": {
                     *           "role": "all",
                     *           "storage": "local",
                     *           "providers": [
                     *             "local"
                     *           ],
                     *           "deep_checks": false,
                     *           "limits": {
                     *             "rate_limit_per_min": 300,
                     *             "max_film_sec": 3600,
                     *             "media_url_ttl_sec": 3600,
                     *             "media_concurrency": 2
                     *           }
                     *         },
                     *         "checks": {
                     *           "database": {
                     *             "status": "up",
                     *             "latency_ms": 1
                     *           },
                     *           "storage": {
                     *             "status": "up",
                     *             "latency_ms": 1
                     *           },
                     *           "ffmpeg": {
                     *             "status": "up",
                     *             "version": "7.1",
                     *             "latency_ms": 0
                     *           },
                     *           "redis": {
                     *             "status": "up",
                     *             "latency_ms": 1
                     *           },
                     *           "queue": {
                     *             "status": "up",
                     *             "latency_ms": 1
                     *           }
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["HealthDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "status": "up"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["LiveDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "status": "ready",
                     *         "down": []
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["ReadyDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "secret": "whsec_dGhpcyBpcyBhbiBleGFtcGxlLCBub3QgYSBzZWNyZXQ="
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["WebhookSecretDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "secret": "whsec_dGhpcyBpcyBhbiBleGFtcGxlLCBub3QgYSBzZWNyZXQ="
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["WebhookSecretDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            409: components["responses"]["IdempotencyInProgress"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description How many at most; more or fewer than allowed is a 400 */
                limit?: number;
                /** @description How many to pass over from the beginning of the list */
                offset?: number;
                /** @description What the list is ordered by; what is equal in it is ordered by id */
                sort_by?: "created_at";
                /** @description `asc`: the smallest, oldest or first comes first; `desc`: the other way round */
                sort_order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "items": [
                     *           {
                     *             "id": "0199d3c6-6390-7174-a8c9-e3cdb0af9b9c",
                     *             "job_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *             "type": "job.cancelled",
                     *             "url": "https://hooks.example.com/jumu",
                     *             "status": "delivered",
                     *             "attempts": 1,
                     *             "log": [
                     *               {
                     *                 "at": "2026-11-28T08:32:05.100Z",
                     *                 "status": 204,
                     *                 "error": null,
                     *                 "duration_ms": 84,
                     *                 "reply": null
                     *               }
                     *             ],
                     *             "next_attempt_at": null,
                     *             "body": {
                     *               "type": "job.cancelled",
                     *               "timestamp": "2026-11-28T08:32:05.000Z",
                     *               "data": {
                     *                 "job_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *                 "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *                 "job_seq": 43
                     *               }
                     *             },
                     *             "created_at": "2026-11-28T08:32:05.000Z",
                     *             "delivered_at": "2026-11-28T08:32:05.184Z"
                     *           }
                     *         ],
                     *         "total": 1,
                     *         "total_is_exact": true,
                     *         "limit": 20,
                     *         "offset": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: {
                            /** @description This page of the list */
                            items: components["schemas"]["WebhookDeliveryDto"][];
                            /**
                             * Format: int32
                             * @description How many there are in all; not counted beyond 10,000
                             * @example 1
                             */
                            total: number;
                            /**
                             * @description False: there are more than 10,000
                             * @example true
                             */
                            total_is_exact: boolean;
                            /**
                             * Format: int32
                             * @description As asked
                             * @example 20
                             */
                            limit: number;
                            /**
                             * Format: int64
                             * @description As asked
                             * @example 0
                             */
                            offset: number;
                        };
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["JobNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    redeliverWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request that you choose, new for each. If no answer came, send the same request with the same key again: within 24 hours it is done only once and gets the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The webhook delivery's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": 0,
                     *       "message": "success",
                     *       "data": {
                     *         "id": "0199d3c6-6390-7174-a8c9-e3cdb0af9b9c",
                     *         "job_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *         "type": "job.cancelled",
                     *         "url": "https://hooks.example.com/jumu",
                     *         "status": "pending",
                     *         "attempts": 0,
                     *         "log": [
                     *           {
                     *             "at": "2026-11-28T08:32:05.100Z",
                     *             "status": 204,
                     *             "error": null,
                     *             "duration_ms": 84,
                     *             "reply": null
                     *           }
                     *         ],
                     *         "next_attempt_at": "2026-11-28T08:40:00.000Z",
                     *         "body": {
                     *           "type": "job.cancelled",
                     *           "timestamp": "2026-11-28T08:32:05.000Z",
                     *           "data": {
                     *             "job_id": "0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2",
                     *             "project_id": "0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20",
                     *             "job_seq": 43
                     *           }
                     *         },
                     *         "created_at": "2026-11-28T08:32:05.000Z",
                     *         "delivered_at": "2026-11-28T08:32:05.184Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: int32
                         * @enum {integer}
                         */
                        code: 0;
                        /** @enum {string} */
                        message: "success";
                        data: components["schemas"]["WebhookDeliveryDto"];
                    };
                };
            };
            400: components["responses"]["InvalidParams"];
            401: components["responses"]["UnauthenticatedOrTokenExpired"];
            404: components["responses"]["WebhookDeliveryNotFound"];
            409: components["responses"]["IdempotencyInProgress"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalErrorOrDbError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getMedia: {
        parameters: {
            query?: never;
            header?: {
                /** @description A part of the file, `bytes=0-1023` */
                Range?: string;
                /** @description The part only if the file still has this `ETag`, else all of it */
                "If-Range"?: string;
                /** @description The `ETag` that one has */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Until when it is good, in seconds since 1970 */
                expires: string;
                /** @description What permits it */
                signature: string;
                /** @description Where the file is */
                folder: string;
                /** @description Which one */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole file */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    /** @description Names this content: a file never changes */
                    ETag: string;
                    /** @description When it was made */
                    "Last-Modified": string;
                    /** @description Good for as long as the URL is */
                    "Cache-Control": string;
                    /** @description Parts may be asked for */
                    "Accept-Ranges": "bytes";
                    /** @description In bytes */
                    "Content-Length": number;
                    [name: string]: unknown;
                };
                content: {
                    "image/*": unknown;
                    "audio/*": unknown;
                    "video/*": unknown;
                    "application/x-subrip": unknown;
                    "text/vtt": unknown;
                    "text/x-ssa": unknown;
                    "application/vnd.apple.mpegurl": unknown;
                    "application/zip": unknown;
                };
            };
            /** @description The part */
            206: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    /** @description Names this content: a file never changes */
                    ETag: string;
                    /** @description When it was made */
                    "Last-Modified": string;
                    /** @description Good for as long as the URL is */
                    "Cache-Control": string;
                    /** @description Parts may be asked for */
                    "Accept-Ranges": "bytes";
                    /** @description In bytes */
                    "Content-Length": number;
                    /** @description Which part of how many bytes */
                    "Content-Range": string;
                    [name: string]: unknown;
                };
                content: {
                    "image/*": unknown;
                    "audio/*": unknown;
                    "video/*": unknown;
                    "application/x-subrip": unknown;
                    "text/vtt": unknown;
                    "text/x-ssa": unknown;
                    "application/vnd.apple.mpegurl": unknown;
                    "application/zip": unknown;
                };
            };
            /** @description It is kept elsewhere */
            302: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is what one has */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    /** @description Names this content: a file never changes */
                    ETag: string;
                    /** @description When it was made */
                    "Last-Modified": string;
                    /** @description Good for as long as the URL is */
                    "Cache-Control": string;
                    /** @description Parts may be asked for */
                    "Accept-Ranges": "bytes";
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidParams"];
            403: components["responses"]["SignatureInvalid"];
            404: components["responses"]["RouteNotFound"];
            /** @description INVALID_PARAMS */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Content-Language": components["headers"]["Content-Language"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"] & {
                        /** @enum {unknown} */
                        code?: 412;
                        error?: {
                            /** @enum {unknown} */
                            code?: "INVALID_PARAMS";
                            details?: unknown;
                            request_id?: unknown;
                        };
                    };
                };
            };
            /** @description INVALID_PARAMS */
            416: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Content-Language": components["headers"]["Content-Language"];
                    /** @description Which part of how many bytes */
                    "Content-Range": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"] & {
                        /** @enum {unknown} */
                        code?: 416;
                        error?: {
                            /** @enum {unknown} */
                            code?: "INVALID_PARAMS";
                            details?: unknown;
                            request_id?: unknown;
                        };
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    headMedia: {
        parameters: {
            query?: never;
            header?: {
                /** @description A part of the file, `bytes=0-1023` */
                Range?: string;
                /** @description The part only if the file still has this `ETag`, else all of it */
                "If-Range"?: string;
                /** @description The `ETag` that one has */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Until when it is good, in seconds since 1970 */
                expires: string;
                /** @description What permits it */
                signature: string;
                /** @description Where the file is */
                folder: string;
                /** @description Which one */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole file */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    /** @description Names this content: a file never changes */
                    ETag: string;
                    /** @description When it was made */
                    "Last-Modified": string;
                    /** @description Good for as long as the URL is */
                    "Cache-Control": string;
                    /** @description Parts may be asked for */
                    "Accept-Ranges": "bytes";
                    /** @description In bytes */
                    "Content-Length": number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The part */
            206: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    /** @description Names this content: a file never changes */
                    ETag: string;
                    /** @description When it was made */
                    "Last-Modified": string;
                    /** @description Good for as long as the URL is */
                    "Cache-Control": string;
                    /** @description Parts may be asked for */
                    "Accept-Ranges": "bytes";
                    /** @description In bytes */
                    "Content-Length": number;
                    /** @description Which part of how many bytes */
                    "Content-Range": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is kept elsewhere */
            302: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is what one has */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    /** @description Names this content: a file never changes */
                    ETag: string;
                    /** @description When it was made */
                    "Last-Modified": string;
                    /** @description Good for as long as the URL is */
                    "Cache-Control": string;
                    /** @description Parts may be asked for */
                    "Accept-Ranges": "bytes";
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidParams"];
            403: components["responses"]["SignatureInvalid"];
            404: components["responses"]["RouteNotFound"];
            /** @description INVALID_PARAMS */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Content-Language": components["headers"]["Content-Language"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"] & {
                        /** @enum {unknown} */
                        code?: 412;
                        error?: {
                            /** @enum {unknown} */
                            code?: "INVALID_PARAMS";
                            details?: unknown;
                            request_id?: unknown;
                        };
                    };
                };
            };
            /** @description INVALID_PARAMS */
            416: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "Content-Language": components["headers"]["Content-Language"];
                    /** @description Which part of how many bytes */
                    "Content-Range": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"] & {
                        /** @enum {unknown} */
                        code?: 416;
                        error?: {
                            /** @enum {unknown} */
                            code?: "INVALID_PARAMS";
                            details?: unknown;
                            request_id?: unknown;
                        };
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # TYPE jumu_ws_connections gauge
                     *     jumu_ws_connections 3
                     */
                    "text/plain": string;
                };
            };
            400: components["responses"]["InvalidParams"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    onJobCompleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every try of a delivery */
                "webhook-id": string;
                /** @description When this try was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description `v1,…` (Standard Webhooks); for 24 hours after a rotation two of them, with a space between */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    type: "job.completed";
                    /**
                     * Format: date-time
                     * @description When it happened
                     */
                    timestamp: string;
                    data: {
                        /** Format: uuid */
                        job_id: string;
                        /** Format: uuid */
                        project_id: string | null;
                        /** Format: int64 */
                        job_seq: number;
                        /** @description A film: the data of `GET /jobs/{id}/video` */
                        output: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Do not try again */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Try again after 5 s, 30 s, 2 min, 10 min, 1 h and 6 h; redirects are not followed */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onJobFailed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every try of a delivery */
                "webhook-id": string;
                /** @description When this try was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description `v1,…` (Standard Webhooks); for 24 hours after a rotation two of them, with a space between */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    type: "job.failed";
                    /**
                     * Format: date-time
                     * @description When it happened
                     */
                    timestamp: string;
                    data: {
                        /** Format: uuid */
                        job_id: string;
                        /** Format: uuid */
                        project_id: string | null;
                        /** Format: int64 */
                        job_seq: number;
                        /** @description The `error` of `GET /jobs/{id}` */
                        error: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Do not try again */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Try again after 5 s, 30 s, 2 min, 10 min, 1 h and 6 h; redirects are not followed */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onJobCancelled: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every try of a delivery */
                "webhook-id": string;
                /** @description When this try was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description `v1,…` (Standard Webhooks); for 24 hours after a rotation two of them, with a space between */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    type: "job.cancelled";
                    /**
                     * Format: date-time
                     * @description When it happened
                     */
                    timestamp: string;
                    data: {
                        /** Format: uuid */
                        job_id: string;
                        /** Format: uuid */
                        project_id: string | null;
                        /** Format: int64 */
                        job_seq: number;
                    };
                };
            };
        };
        responses: {
            /** @description Do not try again */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Try again after 5 s, 30 s, 2 min, 10 min, 1 h and 6 h; redirects are not followed */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onJobStatus: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every try of a delivery */
                "webhook-id": string;
                /** @description When this try was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description `v1,…` (Standard Webhooks); for 24 hours after a rotation two of them, with a space between */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    type: "job.status";
                    /**
                     * Format: date-time
                     * @description When it happened
                     */
                    timestamp: string;
                    data: {
                        /** Format: uuid */
                        job_id: string;
                        /** Format: uuid */
                        project_id: string | null;
                        /** Format: int64 */
                        job_seq: number;
                        status: string;
                        previous: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description Do not try again */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Try again after 5 s, 30 s, 2 min, 10 min, 1 h and 6 h; redirects are not followed */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onJobStage: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every try of a delivery */
                "webhook-id": string;
                /** @description When this try was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description `v1,…` (Standard Webhooks); for 24 hours after a rotation two of them, with a space between */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    type: "job.stage";
                    /**
                     * Format: date-time
                     * @description When it happened
                     */
                    timestamp: string;
                    data: {
                        /** Format: uuid */
                        job_id: string;
                        /** Format: uuid */
                        project_id: string | null;
                        /** Format: int64 */
                        job_seq: number;
                        stage: string;
                        status: string;
                    };
                };
            };
        };
        responses: {
            /** @description Do not try again */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Try again after 5 s, 30 s, 2 min, 10 min, 1 h and 6 h; redirects are not followed */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onShotCompleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every try of a delivery */
                "webhook-id": string;
                /** @description When this try was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description `v1,…` (Standard Webhooks); for 24 hours after a rotation two of them, with a space between */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    type: "shot.completed";
                    /**
                     * Format: date-time
                     * @description When it happened
                     */
                    timestamp: string;
                    data: {
                        /** Format: uuid */
                        job_id: string;
                        /** Format: uuid */
                        project_id: string | null;
                        /** Format: int64 */
                        job_seq: number;
                        /** Format: uuid */
                        shot_id: string;
                        /** Format: uri */
                        video_url: string;
                    };
                };
            };
        };
        responses: {
            /** @description Do not try again */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Try again after 5 s, 30 s, 2 min, 10 min, 1 h and 6 h; redirects are not followed */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
