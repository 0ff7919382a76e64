using Pacs.Imaging.Workers;

CodecWorker.Run(args[0]);
