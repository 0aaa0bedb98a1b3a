namespace Loquat.Realtime;

/// <summary>The engine as its sessions see it: one reference to all of it in each of them.</summary>
internal sealed record EngineParts(Node Node, CommandIntake Intake, SubscriptionFlow Flow, ServerRefresh Refresh);
