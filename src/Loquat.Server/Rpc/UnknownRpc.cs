namespace Loquat.Server.Rpc;

/// <summary>Every other method: a result that says so, and no error, as the tutorial's own back end answers.</summary>
internal static class UnknownRpc
{
    public static Answer Answer404() => new("Not found", 404);

    internal sealed record Answer(string Error, int Code);
}
