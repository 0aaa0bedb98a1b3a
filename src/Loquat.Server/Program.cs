using System.CommandLine;
using Loquat.Server.Commands;
using Loquat.Server.EngineMode;

EngineCommand.LeaveOutCultures(args);

var loquat = new RootCommand("Loquat: a chat server that loses no message.")
{
    DataOption.Option,
    ServeCommand.Create(),
    EngineCommand.Create(),
    DbCommand.Create(),
    MoveCommand.Create(),
    UserCommand.Create(),
    TokenCommand.Create(),
    ConfigCommand.Create(),
    BenchCommand.Create(),
};

return await CommandRun.ParseAsync(loquat, args);
