namespace Loquat.Server.Tests.EngineMode;

/// <summary>What the official SDKs' test suites start their server with, once as a file and once as variables.</summary>
internal static class Profiles
{
    public static readonly IReadOnlyDictionary<string, (string File, string Environment)> All = new Dictionary<string, (string, string)>
    {
        ["A"] = (
            """
            {"client": {"insecure": true, "concurrency": 8, "token": {"hmac_secret_key": "secret"}}, "http_stream": {"enabled": true}, "sse": {"enabled": true},
             "http_api": {"key": "test-api-key"},
             "channel": {"without_namespace": {"presence": true, "allowed_delta_types": ["fossil"], "delta_publish": true, "history_size": 100, "history_ttl": "300s",
               "force_recovery": true},
              "namespaces": [
               {"name": "delta", "allowed_delta_types": ["fossil"], "delta_publish": true, "force_recovery": true, "history_size": 100, "history_ttl": "300s",
                "allow_subscribe_for_client": true, "allow_publish_for_subscriber": true},
               {"name": "recovery", "force_recovery": true, "history_size": 100, "history_ttl": "300s"},
               {"name": "smallhistory", "force_recovery": true, "history_size": 2, "history_ttl": "300s"},
               {"name": "tagged", "allow_tags_filter": true}]}}
            """,
            """
            CLIENT_INSECURE=true
            CLIENT_CONCURRENCY=8
            CLIENT_TOKEN_HMAC_SECRET_KEY=secret
            HTTP_STREAM_ENABLED=true
            SSE_ENABLED=true
            HTTP_API_KEY=test-api-key
            CHANNEL_WITHOUT_NAMESPACE_PRESENCE=true
            CHANNEL_WITHOUT_NAMESPACE_ALLOWED_DELTA_TYPES=fossil
            CHANNEL_WITHOUT_NAMESPACE_DELTA_PUBLISH=true
            CHANNEL_WITHOUT_NAMESPACE_HISTORY_SIZE=100
            CHANNEL_WITHOUT_NAMESPACE_HISTORY_TTL=300s
            CHANNEL_WITHOUT_NAMESPACE_FORCE_RECOVERY=true
            CHANNEL_NAMESPACES=delta recovery smallhistory tagged
            CHANNEL_NAMESPACES_DELTA_ALLOWED_DELTA_TYPES=fossil
            CHANNEL_NAMESPACES_DELTA_DELTA_PUBLISH=true
            CHANNEL_NAMESPACES_DELTA_FORCE_RECOVERY=true
            CHANNEL_NAMESPACES_DELTA_HISTORY_SIZE=100
            CHANNEL_NAMESPACES_DELTA_HISTORY_TTL=5m
            CHANNEL_NAMESPACES_DELTA_ALLOW_SUBSCRIBE_FOR_CLIENT=true
            CHANNEL_NAMESPACES_DELTA_ALLOW_PUBLISH_FOR_SUBSCRIBER=true
            CHANNEL_NAMESPACES_RECOVERY_FORCE_RECOVERY=true
            CHANNEL_NAMESPACES_RECOVERY_HISTORY_SIZE=100
            CHANNEL_NAMESPACES_RECOVERY_HISTORY_TTL=300s
            CHANNEL_NAMESPACES_SMALLHISTORY_FORCE_RECOVERY=true
            CHANNEL_NAMESPACES_SMALLHISTORY_HISTORY_SIZE=2
            CHANNEL_NAMESPACES_SMALLHISTORY_HISTORY_TTL=300s
            CHANNEL_NAMESPACES_TAGGED_ALLOW_TAGS_FILTER=true
            """),
        ["B"] = (
            """
            {"client": {"insecure": true},
             "channel": {"without_namespace": {"delta_publish": true, "allowed_delta_types": ["fossil"], "history_size": 100, "history_ttl": "300s", "force_recovery": true},
              "namespaces": [{"name": "smallhistory", "history_size": 2, "history_ttl": "300s", "force_recovery": true}]}}
            """,
            """
            CLIENT_INSECURE=true
            CHANNEL_WITHOUT_NAMESPACE_DELTA_PUBLISH=true
            CHANNEL_WITHOUT_NAMESPACE_ALLOWED_DELTA_TYPES=fossil
            CHANNEL_WITHOUT_NAMESPACE_HISTORY_SIZE=100
            CHANNEL_WITHOUT_NAMESPACE_HISTORY_TTL=300s
            CHANNEL_WITHOUT_NAMESPACE_FORCE_RECOVERY=true
            CHANNEL_NAMESPACES=[{"name":"smallhistory","history_size":2,"history_ttl":"300s","force_recovery":true}]
            """),
        ["C"] = (
            """
            {"client": {"insecure": true, "concurrency": 8, "token": {"hmac_secret_key": "secret"}}, "http_stream": {"enabled": true}, "http_api": {"insecure": true},
             "channel": {"without_namespace": {"presence": true, "delta_publish": true, "allowed_delta_types": ["fossil"], "force_positioning": true,
               "history_size": 10, "history_ttl": "60s", "join_leave": true, "force_push_join_leave": true},
              "namespaces": [
               {"name": "recovery", "history_size": 100, "history_ttl": "300s", "force_recovery": true},
               {"name": "smallhistory", "history_size": 2, "history_ttl": "300s", "force_recovery": true}]}}
            """,
            """
            CLIENT_INSECURE=true
            CLIENT_CONCURRENCY=8
            CLIENT_TOKEN_HMAC_SECRET_KEY=secret
            HTTP_STREAM_ENABLED=true
            HTTP_API_INSECURE=true
            CHANNEL_WITHOUT_NAMESPACE_PRESENCE=true
            CHANNEL_WITHOUT_NAMESPACE_DELTA_PUBLISH=true
            CHANNEL_WITHOUT_NAMESPACE_ALLOWED_DELTA_TYPES=fossil
            CHANNEL_WITHOUT_NAMESPACE_FORCE_POSITIONING=true
            CHANNEL_WITHOUT_NAMESPACE_HISTORY_SIZE=10
            CHANNEL_WITHOUT_NAMESPACE_HISTORY_TTL=60s
            CHANNEL_WITHOUT_NAMESPACE_JOIN_LEAVE=true
            CHANNEL_WITHOUT_NAMESPACE_FORCE_PUSH_JOIN_LEAVE=true
            CHANNEL_NAMESPACES=recovery smallhistory
            CHANNEL_NAMESPACES_RECOVERY_HISTORY_SIZE=100
            CHANNEL_NAMESPACES_RECOVERY_HISTORY_TTL=300s
            CHANNEL_NAMESPACES_RECOVERY_FORCE_RECOVERY=true
            CHANNEL_NAMESPACES_SMALLHISTORY_HISTORY_SIZE=2
            CHANNEL_NAMESPACES_SMALLHISTORY_HISTORY_TTL=300s
            CHANNEL_NAMESPACES_SMALLHISTORY_FORCE_RECOVERY=true
            """),
        ["D"] = (
            """
            {"client": {"token": {"hmac_secret_key": "secret"}, "subscribe_to_user_personal_channel": {"enabled": true}},
             "channel": {"without_namespace": {"allowed_delta_types": ["fossil"], "delta_publish": true, "presence": true, "join_leave": true,
               "force_push_join_leave": true, "history_size": 100, "history_ttl": "300s", "force_recovery": true, "allow_publish_for_subscriber": true,
               "allow_presence_for_subscriber": true, "allow_history_for_subscriber": true},
              "namespaces": [{"name": "smallhistory", "history_size": 2, "history_ttl": "300s", "force_recovery": true, "allow_publish_for_subscriber": true,
               "allow_history_for_subscriber": true}]}}
            """,
            """
            CLIENT_TOKEN_HMAC_SECRET_KEY=secret
            CLIENT_SUBSCRIBE_TO_USER_PERSONAL_CHANNEL_ENABLED=true
            CHANNEL_WITHOUT_NAMESPACE_ALLOWED_DELTA_TYPES=fossil
            CHANNEL_WITHOUT_NAMESPACE_DELTA_PUBLISH=true
            CHANNEL_WITHOUT_NAMESPACE_PRESENCE=true
            CHANNEL_WITHOUT_NAMESPACE_JOIN_LEAVE=true
            CHANNEL_WITHOUT_NAMESPACE_FORCE_PUSH_JOIN_LEAVE=true
            CHANNEL_WITHOUT_NAMESPACE_HISTORY_SIZE=100
            CHANNEL_WITHOUT_NAMESPACE_HISTORY_TTL=300s
            CHANNEL_WITHOUT_NAMESPACE_FORCE_RECOVERY=true
            CHANNEL_WITHOUT_NAMESPACE_ALLOW_PUBLISH_FOR_SUBSCRIBER=true
            CHANNEL_WITHOUT_NAMESPACE_ALLOW_PRESENCE_FOR_SUBSCRIBER=true
            CHANNEL_WITHOUT_NAMESPACE_ALLOW_HISTORY_FOR_SUBSCRIBER=true
            CHANNEL_NAMESPACES=smallhistory
            CHANNEL_NAMESPACES_SMALLHISTORY_HISTORY_SIZE=2
            CHANNEL_NAMESPACES_SMALLHISTORY_HISTORY_TTL=300s
            CHANNEL_NAMESPACES_SMALLHISTORY_FORCE_RECOVERY=true
            CHANNEL_NAMESPACES_SMALLHISTORY_ALLOW_PUBLISH_FOR_SUBSCRIBER=true
            CHANNEL_NAMESPACES_SMALLHISTORY_ALLOW_HISTORY_FOR_SUBSCRIBER=true
            """),
        ["E"] = (
            """
            {"client": {"insecure": true},
             "channel": {"without_namespace": {"history_size": 100, "history_ttl": "300s", "force_recovery": true, "delta_publish": true, "allowed_delta_types": ["fossil"]},
              "namespaces": [{"name": "smallhistory", "history_size": 2, "history_ttl": "300s", "force_recovery": true}]}}
            """,
            """
            CLIENT_INSECURE=1
            CHANNEL_WITHOUT_NAMESPACE_HISTORY_SIZE=100
            CHANNEL_WITHOUT_NAMESPACE_HISTORY_TTL=300s
            CHANNEL_WITHOUT_NAMESPACE_FORCE_RECOVERY=true
            CHANNEL_WITHOUT_NAMESPACE_DELTA_PUBLISH=true
            CHANNEL_WITHOUT_NAMESPACE_ALLOWED_DELTA_TYPES=fossil
            CHANNEL_NAMESPACES=smallhistory
            CHANNEL_NAMESPACES_SMALLHISTORY_HISTORY_SIZE=2
            CHANNEL_NAMESPACES_SMALLHISTORY_HISTORY_TTL=300s
            CHANNEL_NAMESPACES_SMALLHISTORY_FORCE_RECOVERY=true
            """),
    };

    /// <summary>Lines of NAME=value, without the prefix that all names have.</summary>
    public static Dictionary<string, string> Variables(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split('=', 2)).ToDictionary(pair => "CENTRIFUGO_" + pair[0], pair => pair[1]);
}
