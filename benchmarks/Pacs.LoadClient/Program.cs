using Pacs.LoadClient;
using Pacs.LoadClient.Limits;

return args switch
{
    ["store", .. var options] => await StoreComparison.RunAsync(options),
    ["limit", var kind, var directory] => LimitServer.Run(kind, directory),
    _ => throw new ArgumentException("store or limit?"),
};
