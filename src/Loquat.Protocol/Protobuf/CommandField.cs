namespace Loquat.Protocol.Protobuf;

/// <summary>Field numbers of Command (section 3.1).</summary>
internal static class CommandField
{
    public const int Id = 1;
    public const int Connect = 4;
    public const int Subscribe = 5;
    public const int Unsubscribe = 6;
    public const int Publish = 7;
    public const int Presence = 8;
    public const int PresenceStats = 9;
    public const int History = 10;
    public const int Ping = 11;
    public const int Send = 12;
    public const int Rpc = 13;
    public const int Refresh = 14;
    public const int SubRefresh = 15;
}
