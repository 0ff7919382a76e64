namespace Pacs.Server.Cli.Queries;

/// <summary>Where the information model begins (PS3.4 §C.3).</summary>
internal enum QueryRoot
{
    Patient,
    Study,
}
