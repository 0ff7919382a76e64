using Pacs.Server.Cli;

return await PacsCommand.RunAsync(args);
