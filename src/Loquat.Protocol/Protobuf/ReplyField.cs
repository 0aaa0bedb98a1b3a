namespace Loquat.Protocol.Protobuf;

/// <summary>Field numbers of Reply (section 3.1).</summary>
internal static class ReplyField
{
    public const int Id = 1;
    public const int Error = 2;
    public const int Push = 4;
    public const int Connect = 5;
    public const int Subscribe = 6;
    public const int Unsubscribe = 7;
    public const int Publish = 8;
    public const int Presence = 9;
    public const int PresenceStats = 10;
    public const int History = 11;
    public const int Ping = 12;
    public const int Rpc = 13;
    public const int Refresh = 14;
    public const int SubRefresh = 15;
}
