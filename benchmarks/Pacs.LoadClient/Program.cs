using System.Globalization;
using Pacs.LoadClient;
using Pacs.LoadClient.Limits;
using Pacs.LoadClient.Retrieving;
using Pacs.LoadClient.Storing;

return args switch
{
    ["store", .. var options] => await StoreComparison.RunAsync(options),
    ["dimse", .. var options] => DimseComparison.RunAll(options),
    ["decode", var study, var sopClass, var rounds, .. var targets] =>
        DecodeComparison.RunAll(study, sopClass, int.Parse(rounds, CultureInfo.InvariantCulture), targets),
    ["limit", "file", var directory, var length] => FileServer.Run(directory, long.Parse(length, CultureInfo.InvariantCulture)),
    ["limit", var kind, var directory] => LimitServer.Run(kind, directory),
    ["start", var held, .. var command] => StartRun.Of(held, command),
    _ => throw new ArgumentException("store, dimse, decode, start or limit?"),
};
