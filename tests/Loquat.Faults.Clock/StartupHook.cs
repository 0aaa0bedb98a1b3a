using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Runs in a node before its own first line, because <c>DOTNET_STARTUP_HOOKS</c> names this file, and gives the host that is built there another clock. The
/// runtime finds it by this name.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Loquat.Faults.Clock.MovedClock.FileSetting) is { } file)
            DiagnosticListener.AllListeners.Subscribe(new Listeners(new Loquat.Faults.Clock.MovedClock(file)));
    }

    /// <summary>Waits for the one through which a host tells that it is being built.</summary>
    private sealed class Listeners(TimeProvider clock) : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
                value.Subscribe(new Hosts(clock));
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }

    private sealed class Hosts(TimeProvider clock) : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            // Of several clocks the last one counts.
            if (value is { Key: "HostBuilding", Value: IHostBuilder host })
                host.ConfigureServices(services => services.AddSingleton(clock));
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
