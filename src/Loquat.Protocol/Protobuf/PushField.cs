namespace Loquat.Protocol.Protobuf;

/// <summary>Field numbers of Push (section 3.1).</summary>
internal static class PushField
{
    public const int Id = 1;
    public const int Channel = 2;
    public const int Pub = 4;
    public const int Join = 5;
    public const int Leave = 6;
    public const int Unsubscribe = 7;
    public const int Message = 8;
    public const int Subscribe = 9;
    public const int Connect = 10;
    public const int Disconnect = 11;
    public const int Refresh = 12;
}
