using System.CommandLine;

var pacs = new RootCommand("A DICOM archive (PACS): stores, finds and fetches studies over DICOM.");

return await pacs.Parse(args).InvokeAsync();
