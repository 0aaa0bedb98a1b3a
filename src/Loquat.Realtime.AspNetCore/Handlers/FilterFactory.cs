using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.AspNetCore.Handlers;

/// <summary>Makes a filter out of the services of one event's scope.</summary>
internal delegate TFilter FilterFactory<out TFilter>(IServiceProvider services);

internal static class FilterFactory
{
    public static FilterFactory<TFilter> For<TFilter>(IServiceProviderIsService services)
        where TFilter : class
    {
        var constructors = typeof(TFilter).GetConstructors();
        if (constructors.Length != 1)
            throw new InvalidOperationException($"Filter {typeof(TFilter).Name} needs exactly one public constructor.");

        var missing = constructors[0].GetParameters().FirstOrDefault(parameter => !parameter.HasDefaultValue && !services.IsService(parameter.ParameterType));
        if (missing is not null)
            throw new InvalidOperationException($"Filter {typeof(TFilter).Name}: parameter '{missing.Name}' of type {missing.ParameterType.Name} is not a registered service.");

        // Compiled when the first event comes, like the handlers.
        var create = new Lazy<ObjectFactory<TFilter>>(() => ActivatorUtilities.CreateFactory<TFilter>([]));
        return provider => create.Value(provider, []);
    }
}
