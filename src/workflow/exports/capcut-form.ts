/** What a draft of 剪映 has besides what we have to say: values that the program writes for a project nobody has touched. */

/** The last version that keeps its own drafts unencrypted; newer ones read such a draft and go on with it in their way. */
const PLATFORM = { app_id: 3704, app_source: 'lv', app_version: '5.9.0', os: 'windows' };
const SCHEMA_VERSION = 360_000;
const NEW_VERSION = '110.0.0';

const MATERIAL_KINDS = [
  ...['ai_translates', 'audio_balances', 'audio_effects', 'audio_fades', 'audio_track_indexes', 'audios', 'beats'],
  ...['canvases', 'chromas', 'color_curves', 'digital_humans', 'drafts', 'effects', 'flowers', 'green_screens'],
  ...['handwrites', 'hsl', 'images', 'log_color_wheels', 'loudnesses', 'manual_deformations', 'masks'],
  ...['material_animations', 'material_colors', 'multi_language_refs', 'placeholders', 'plugin_effects'],
  ...['primary_color_wheels', 'realtime_denoises', 'shapes', 'smart_crops', 'smart_relights'],
  ...['sound_channel_mappings', 'speeds', 'stickers', 'tail_leaders', 'text_templates', 'texts', 'time_marks'],
  ...['transitions', 'video_effects', 'video_trackings', 'videos', 'vocal_beautifys', 'vocal_separations'],
];

const KEYFRAME_KINDS = ['adjusts', 'audios', 'effects', 'filters', 'handwrites', 'stickers', 'texts', 'videos'];

const none = (kinds: string[]): Record<string, object[]> => Object.fromEntries(kinds.map((kind) => [kind, []]));

export function draftTemplate() {
  return {
    color_space: 0,
    config: {
      adjust_max_index: 1,
      attachment_info: [],
      combination_max_index: 1,
      export_range: null,
      extract_audio_last_index: 1,
      lyrics_recognition_id: '',
      lyrics_sync: true,
      lyrics_taskinfo: [],
      maintrack_adsorb: true,
      material_save_mode: 0,
      original_sound_last_index: 1,
      record_audio_last_index: 1,
      sticker_max_index: 1,
      subtitle_recognition_id: '',
      subtitle_sync: true,
      subtitle_taskinfo: [],
      system_font_list: [],
      video_mute: false,
      zoom_info_params: null,
    },
    cover: null,
    create_time: 0,
    extra_info: null,
    free_render_index_mode_on: false,
    group_container: null,
    keyframe_graph_list: [],
    keyframes: none(KEYFRAME_KINDS),
    last_modified_platform: PLATFORM,
    materials: none(MATERIAL_KINDS),
    mutable_config: null,
    new_version: NEW_VERSION,
    platform: PLATFORM,
    relationships: [],
    render_index_track_mode_on: false,
    retouch_cover: null,
    source: 'default',
    static_cover_image_path: '',
    time_marks: null,
    update_time: 0,
    version: SCHEMA_VERSION,
  };
}

/** Groups of what has been brought into a draft; files are in the first. */
const IMPORT_GROUPS = [0, 1, 2, 3, 6, 7, 8];

export function metaTemplate() {
  return {
    draft_cloud_last_action_download: false,
    draft_cloud_materials: [],
    draft_cover: '',
    draft_enterprise_info: {
      draft_enterprise_extra: '',
      draft_enterprise_id: '',
      draft_enterprise_name: '',
      enterprise_material: [],
    },
    draft_fold_path: '',
    draft_is_ai_packaging_used: false,
    draft_is_ai_shorts: false,
    draft_is_ai_translate: false,
    draft_is_article_video_draft: false,
    draft_is_from_deeplink: 'false',
    draft_is_invisible: false,
    draft_materials: IMPORT_GROUPS.map((type) => ({ type, value: [] as object[] })),
    draft_materials_copied_info: [],
    draft_new_version: '',
    draft_removable_storage_device: '',
    draft_root_path: '',
    draft_segment_extra_info: [],
    draft_type: '',
    tm_draft_cloud_completed: '',
    tm_draft_cloud_modified: 0,
    tm_draft_create: 0,
    tm_draft_modified: 0,
    tm_draft_removed: 0,
  };
}

export function videoMaterialTemplate() {
  return {
    type: 'video',
    audio_fade: null,
    category_id: '',
    category_name: 'local',
    check_flag: 63_487,
    crop: {
      ...{ upper_left_x: 0, upper_left_y: 0, upper_right_x: 1, upper_right_y: 0 },
      ...{ lower_left_x: 0, lower_left_y: 1, lower_right_x: 1, lower_right_y: 1 },
    },
    crop_ratio: 'free',
    crop_scale: 1,
    has_audio: false,
    material_id: '',
    media_path: '',
  };
}

/** A place on a track. Sound has no `clip`: the program does not open a draft in which it has one. */
export function segmentTemplate(type: 'video' | 'audio' | 'text', y = 0) {
  const isSeen = type !== 'audio';
  return {
    clip: isSeen
      ? {
          alpha: 1,
          flip: { horizontal: false, vertical: false },
          rotation: 0,
          scale: { x: 1, y: 1 },
          transform: { x: 0, y },
        }
      : null,
    common_keyframes: [],
    enable_adjust: isSeen,
    enable_color_correct_adjust: false,
    enable_color_curves: true,
    enable_color_match_adjust: false,
    enable_color_wheels: true,
    enable_lut: isSeen,
    enable_smart_color_adjust: false,
    hdr_settings: type === 'video' ? { intensity: 1, mode: 1, nits: 1000 } : null,
    is_tone_modify: false,
    keyframe_refs: [],
    last_nonzero_volume: 1,
    render_index: 0,
    reverse: false,
    speed: 1,
    track_attribute: 0,
    track_render_index: 0,
    ...(isSeen && { uniform_scale: { on: true, value: 1 } }),
    visible: true,
    volume: 1,
  };
}

const CAPTION_SIZE = 5;
const WHITE = [1, 1, 1];
const BLACK = [0, 0, 0];

/** White letters with a black edge; what is said, and its looks by ranges of UTF-16 units, is a text of JSON in itself. */
export function captionMaterial(id: string, text: string): object {
  const content = {
    text,
    styles: [
      {
        range: [0, text.length],
        size: CAPTION_SIZE,
        bold: false,
        italic: false,
        underline: false,
        fill: { alpha: 1, content: { render_type: 'solid', solid: { alpha: 1, color: WHITE } } },
        strokes: [{ content: { solid: { alpha: 1, color: BLACK } }, width: 0.08 }],
      },
    ],
  };
  return {
    id,
    type: 'subtitle',
    content: JSON.stringify(content),
    alignment: 1,
    check_flag: 15,
    fixed_height: -1,
    fixed_width: -1,
    font_size: CAPTION_SIZE,
    force_apply_line_max_width: false,
    global_alpha: 1,
    letter_spacing: 0,
    line_feed: 1,
    line_max_width: 0.82,
    line_spacing: 0.02,
    text_color: '#FFFFFF',
    typesetting: 0,
  };
}
