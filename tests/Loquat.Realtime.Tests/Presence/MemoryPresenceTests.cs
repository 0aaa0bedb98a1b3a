namespace Loquat.Realtime.Tests.Presence;

public sealed class MemoryPresenceTests : PresenceContract
{
    protected override IPresence CreatePresence() => new MemoryPresence();
}
