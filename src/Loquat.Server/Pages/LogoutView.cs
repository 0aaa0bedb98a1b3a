namespace Loquat.Server.Pages;

/// <summary>What the page to sign out shows.</summary>
/// <param name="Name">Who is signed in.</param>
public sealed record LogoutView(string Name);
