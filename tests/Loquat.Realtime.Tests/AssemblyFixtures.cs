using System.Runtime.Versioning;
using Loquat.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]
// The suites of this repository are for the system that the server is for.
[assembly: SupportedOSPlatform("linux")]
