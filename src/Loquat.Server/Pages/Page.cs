using Loquat.Server.Pages.Language;
using Microsoft.AspNetCore.Components;

namespace Loquat.Server.Pages;

/// <summary>A page that is rendered once, from what its endpoint found out: nothing of it lives on in the browser or here.</summary>
/// <typeparam name="TView">What it shows.</typeparam>
public abstract class Page<TView> : ComponentBase
{
    /// <summary>The request that it answers.</summary>
    [Parameter, EditorRequired]
    public required HttpContext Context { get; set; }

    [Parameter, EditorRequired]
    public required TView View { get; set; }

    private protected PageWords Words => Context.Words;
}
