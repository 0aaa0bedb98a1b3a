using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Loquat.Testing;

/// <summary>
/// A real PostgreSQL for tests, started when the first database is asked for: the server that LOQUAT_TEST_POSTGRES names (a superuser's
/// connection string), or a cluster of its own in a temporary folder that is stopped and deleted at the end. Made to be an assembly fixture.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Variable = "LOQUAT_TEST_POSTGRES";

    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<string> _databases = [];
    private readonly bool _mayBeForeign;
    private readonly string[] _settings;
    private PostgresCluster? _cluster;
    private string? _connectionString;

    public PostgresServer() : this(mayBeForeign: true)
    {
    }

    private PostgresServer(bool mayBeForeign, params string[] settings) => (_mayBeForeign, _settings) = (mayBeForeign, settings);

    /// <summary>A cluster that belongs to the caller alone, to be stopped and started as the test likes.</summary>
    /// <param name="settings">Of the server, beside the usual ones: <c>name=value</c>.</param>
    public static PostgresServer Own(params string[] settings) => new(mayBeForeign: false, settings);

    /// <summary>The connection string of a fresh, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        await _turn.WaitAsync();
        try
        {
            var server = await ServerAsync();
            var name = $"loquat_{Guid.NewGuid():N}";
            await ExecuteAsync(server, $"CREATE DATABASE {name}");
            _databases.Add(name);
            return new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops the own cluster as an operator would, cutting every connection.</summary>
    public Task StopAsync() => Cluster.StopAsync();

    /// <summary>Ends every process of the own cluster with SIGKILL, as a crash does.</summary>
    public Task KillAsync() => Cluster.KillAsync();

    /// <summary>Whether the own cluster's first process lives.</summary>
    public bool IsRunning => Cluster.IsAlive;

    /// <summary>Starts the stopped cluster on the same port; returns when it answers.</summary>
    public Task StartAsync() => Cluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
        else if (_connectionString is not null)
        {
            foreach (var name in _databases)
                await ExecuteAsync(_connectionString, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        }

        _turn.Dispose();
    }

    private PostgresCluster Cluster =>
        _cluster ?? throw new InvalidOperationException($"Only a cluster of its own can be stopped; make it with {nameof(Own)}().");

    private async Task<string> ServerAsync()
    {
        if (_connectionString is not null)
            return _connectionString;
        if (_mayBeForeign && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return _connectionString = given;

        _cluster = await PostgresCluster.CreateAsync(_settings);
        return _connectionString = _cluster.ConnectionString;
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        await connection.OpenAsync();
#pragma warning disable CA2100 // Names made here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>One PostgreSQL cluster: a folder, a port on the loopback and a process that pg_ctl looks after.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly string[] Folders = ["/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/17/bin"];

    private readonly string _binaries;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"loquat-postgres-{Guid.NewGuid():N}");
    private readonly int _port;
    private readonly string[] _settings;
    private bool _isRunning;

    private PostgresCluster(string binaries, int port, string[] settings)
    {
        _binaries = binaries;
        _port = port;
        _settings = settings;
    }

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres";

    public static async Task<PostgresCluster> CreateAsync(string[] settings)
    {
        var binaries = Folders.FirstOrDefault(Directory.Exists)
            ?? throw new InvalidOperationException("PostgreSQL is not installed (Debian: apt-get install postgresql-15).");
        var cluster = new PostgresCluster(binaries, FreePort.Take(), settings);
        await cluster.RunAsync("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D", cluster._folder);
        await cluster.StartAsync();
        return cluster;
    }

    public async Task StartAsync()
    {
        // fsync stays on: what the tests say about durability must hold.
        var options = string.Create(
            CultureInfo.InvariantCulture,
            $"-c listen_addresses=127.0.0.1 -c port={_port} -c unix_socket_directories='' -c max_connections=200 -c fsync=on");
        options += string.Concat(_settings.Select(setting => $" -c {setting}"));
        await RunAsync("pg_ctl", "-D", _folder, "-w", "-t", "60", "-l", Path.Combine(_folder, "server.log"), "-o", options, "start");
        _isRunning = true;
    }

    public Task StopAsync() => StopAsync("fast");

    private async Task StopAsync(string mode)
    {
        await RunAsync("pg_ctl", "-D", _folder, "-w", "-m", mode, "stop");
        _isRunning = false;
    }

    /// <summary>The first process and what it started, listed before it dies: its children then have another parent.</summary>
    public async Task KillAsync()
    {
        var first = FirstProcess();
        foreach (var process in (int[])[first, .. UnixSignals.ChildrenOf(first)])
            UnixSignal.Kill.Send(process);

        using var gone = Process.GetProcesses().FirstOrDefault(process => process.Id == first);
        await (gone?.WaitForExitAsync() ?? Task.CompletedTask).Within("PostgreSQL dies");
        _isRunning = false;
    }

    public bool IsAlive => _isRunning && FirstProcess() is var first and > 0 && Directory.Exists($"/proc/{first}");

    public async ValueTask DisposeAsync()
    {
        // Nobody needs its data any more: no checkpoint of a hundred databases, which takes minutes on a busy disk.
        if (IsAlive)
            await StopAsync("immediate");

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>0 if there is none.</summary>
    private int FirstProcess()
    {
        var note = Path.Combine(_folder, "postmaster.pid");
        return File.Exists(note) ? int.Parse(File.ReadLines(note).First(), CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>PostgreSQL refuses to run as root: then its own user runs it.</summary>
    private async Task RunAsync(string program, params string[] arguments)
    {
        var command = Path.Combine(_binaries, program);
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", command, .. arguments])
            : new ProcessStartInfo(command, arguments);
        start.WorkingDirectory = Path.GetTempPath();
        start.RedirectStandardOutput = start.RedirectStandardError = true;

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await output}{await errors}");
    }
}
