using Loquat.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]
