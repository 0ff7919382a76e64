using System.CommandLine;
using Pacs.Server.Cli;

var pacs = new RootCommand("A DICOM archive (PACS): stores, finds and fetches studies over DICOM.")
{
    ServeCommand.Create(),
};

return await pacs.Parse(args).InvokeAsync();
