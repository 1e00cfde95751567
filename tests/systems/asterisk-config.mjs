// The configuration one Asterisk runs with in the tests: an agent, a colleague, an outside trunk, and ARI for watching and for dialling.
import path from 'node:path';

/** The agent's own line, the colleague's, a ring group of both, and a line whose phone is never there. */
export const AGENT = '100';
export const COLLEAGUE = '101';
export const GROUP = '200';

/** Phones live on one loopback address, the outside world on another: the trunk is told apart by where it comes from. */
export const PHONES = '127.0.0.1';
export const OUTSIDE = '127.0.0.2';

/** `watch` may only look (what the extension uses), `dial` may also place calls, `probe` is the tests' own eye. */
export const USERS = { watch: 'watch-secret', dial: 'dial-secret', probe: 'probe-secret' };

/**
 * @param {{folder: string, root: string, modules: string, entityId: string,
 *   ports: {http: number, sip: number, rtp: number, phone: number, outside: number}}} instance
 * @returns {Record<string, string>} file name to content
 */
export function configuration({ folder, root, modules, entityId, ports }) {
  return {
    'asterisk.conf': `
[directories]
astetcdir => ${folder}
astmoddir => ${modules}
astdatadir => ${path.join(root, 'usr/share/asterisk')}
astvarlibdir => ${folder}/var
astdbdir => ${folder}/var
astkeydir => ${folder}/var
astspooldir => ${folder}/spool
astrundir => ${folder}/run
astlogdir => ${folder}/log
[options]
entityid = ${entityId}
systemname = callscribe-tests
`,
    // What Asterisk only complains about when it is missing.
    ...Object.fromEntries(['acl', 'indications', 'manager', 'pjproject', 'udptl', 'websocket_client'].map((name) => [`${name}.conf`, ''])),
    'modules.conf': `
[modules]
autoload = no
${MODULES.map((name) => `load = ${name}.so`).join('\n')}
`,
    'logger.conf': `
[logfiles]
console => notice,warning,error,verbose
`,
    'http.conf': `
[general]
enabled = yes
bindaddr = 127.0.0.1
bindport = ${ports.http}
`,
    'ari.conf': `
[general]
enabled = yes
channelvars = CHANNEL(linkedid)
${Object.entries(USERS).map(([name, password]) => `
[${name}]
type = user
password = ${password}
read_only = ${name === 'dial' ? 'no' : 'yes'}`).join('\n')}
`,
    'rtp.conf': `
[general]
rtpstart = ${ports.rtp}
rtpend = ${ports.rtp + 99}
`,
    'pjsip.conf': `
[global]
type = global
endpoint_identifier_order = ip,username
[transport]
type = transport
protocol = udp
bind = ${PHONES}:${ports.sip}
${[AGENT, COLLEAGUE].map((extension, index) => endpoint(extension, 'inside', `sip:${extension}@${PHONES}:${ports.phone + index}`)).join('')}
${endpoint('trunk', 'outside', `sip:${OUTSIDE}:${ports.outside}`)}
[trunk-address]
type = identify
endpoint = trunk
match = ${OUTSIDE}/32
`,
    // X-Call names the call for whoever waits for its events; X-Phone-… says where SIPp plays that phone for this call.
    'extensions.conf': `
[outside]
exten => _X!,1,Set(CHANNEL(accountcode)=\${PJSIP_HEADER(read,X-Call)})
 same => n,Goto(lines,\${EXTEN},1)
[inside]
exten => _[+0-9]!,1,Set(CHANNEL(accountcode)=\${PJSIP_HEADER(read,X-Call)})
 same => n,Set(OUT=\${PJSIP_HEADER(read,X-Phone-trunk)})
 same => n,GotoIf($["\${LEN(\${EXTEN})}" = "3"]?lines,\${EXTEN},1)
 same => n,Dial(\${IF($["\${OUT}"=""]?PJSIP/\${EXTEN}@trunk:PJSIP/trunk/sip:\${EXTEN}@\${OUT})},60)
 same => n,Hangup(\${HANGUPCAUSE})
[lines]
exten => ${AGENT},1,Dial(${phone(AGENT)},60)
 same => n,Hangup(\${HANGUPCAUSE})
exten => ${COLLEAGUE},1,Dial(${phone(COLLEAGUE)},60)
 same => n,Hangup(\${HANGUPCAUSE})
exten => ${GROUP},1,Dial(${phone(AGENT)}&${phone(COLLEAGUE)},60)
 same => n,Hangup(\${HANGUPCAUSE})
`,
  };
}

function endpoint(name, context, contact) {
  return `
[${name}]
type = endpoint
context = ${context}
disallow = all
allow = ulaw
aors = ${name}
direct_media = no
identify_by = ip,username
rtp_symmetric = no
[${name}]
type = aor
contact = ${contact}
`;
}

/** The phone of an extension: where the caller's header says that it is played, else its standing contact. */
function phone(extension) {
  const at = `\${PJSIP_HEADER(read,X-Phone-${extension})}`;
  return `\${IF($["${at}"=""]?PJSIP/${extension}:PJSIP/${extension}/sip:${extension}@${at})}`;
}

const MODULES = [
  'app_dial', 'app_verbose', 'bridge_builtin_features', 'bridge_holding', 'bridge_native_rtp', 'bridge_simple', 'chan_pjsip', 'codec_ulaw',
  'func_channel', 'func_callerid', 'func_logic', 'func_strings', 'func_pjsip_endpoint', 'func_cdr', 'pbx_config', 'res_rtp_asterisk',
  'res_sorcery_astdb', 'res_sorcery_config', 'res_sorcery_memory', 'res_timing_timerfd', 'res_pjproject', 'res_pjsip', 'res_pjsip_acl',
  'res_pjsip_caller_id', 'res_pjsip_dtmf_info', 'res_pjsip_endpoint_identifier_ip', 'res_pjsip_endpoint_identifier_user',
  'res_pjsip_header_funcs', 'res_pjsip_outbound_authenticator_digest', 'res_pjsip_pubsub', 'res_pjsip_refer', 'res_pjsip_registrar',
  'res_pjsip_rfc3326',
  'res_pjsip_sdp_rtp', 'res_pjsip_session', 'res_pjsip_authenticator_digest', 'res_http_websocket', 'res_websocket_client', 'res_stasis', 'res_stasis_answer',
  'res_stasis_device_state', 'res_stasis_playback', 'res_stasis_recording', 'res_stasis_snoop', 'res_ari',
  'res_ari_model', 'res_ari_applications', 'res_ari_asterisk', 'res_ari_bridges', 'res_ari_channels', 'res_ari_device_states',
  'res_ari_endpoints', 'res_ari_events', 'res_ari_sounds', 'app_stasis',
];
