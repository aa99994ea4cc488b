/// What the actions of `neptune-db` are for, in words for people.
/// - SeeAlso: Amazon Neptune User Guide, "Actions for data access"; Service Authorization Reference, Amazon Neptune.
enum DataActionPurpose {
    /// For an action that is not known here: that it was named.
    static func text(of action: String) -> String { Self.texts[action] ?? "because the blueprint names it" }

    private static let texts: [String: String] = [
        "ReadDataViaQuery": "to run queries that read",
        "WriteDataViaQuery": "to run queries that add data",
        "DeleteDataViaQuery": "to run queries that remove or replace data",
        "GetQueryStatus": "to see the queries that run",
        "CancelQuery": "to stop a query that runs",
        "GetStreamRecords": "to follow the stream of changes",
        "GetEngineStatus": "to see the version and the settings of the engine",
        "GetGraphSummary": "to see what kinds of data there are, and how much",
        "GetStatisticsStatus": "to see how recent the optimizer's statistics are",
        "ManageStatistics": "to have the optimizer's statistics computed",
        "DeleteStatistics": "to throw the optimizer's statistics away",
        "ResetDatabase": "to empty the whole database at once",
        "StartLoaderJob": "to start a bulk load from S3",
        "GetLoaderJobStatus": "to see how far a bulk load is",
        "ListLoaderJobs": "to see the bulk loads that there were",
        "CancelLoaderJob": "to stop a bulk load",
        "StartExportJob": "to start an export to S3",
        "GetExportJobStatus": "to see how far an export is",
        "ListExportJobs": "to see the exports that there were",
        "CancelExportJob": "to stop an export",
        "StartMLDataProcessingJob": "to prepare data for machine learning",
        "GetMLDataProcessingJobStatus": "to see how far that preparation is",
        "ListMLDataProcessingJobs": "to see the preparations that there were",
        "CancelMLDataProcessingJob": "to stop a preparation",
        "StartMLModelTrainingJob": "to train a model",
        "GetMLModelTrainingJobStatus": "to see how far the training is",
        "ListMLModelTrainingJobs": "to see the trainings that there were",
        "CancelMLModelTrainingJob": "to stop a training",
        "StartMLModelTransformJob": "to apply a trained model to new data",
        "GetMLModelTransformJobStatus": "to see how far that application is",
        "ListMLModelTransformJobs": "to see the applications that there were",
        "CancelMLModelTransformJob": "to stop an application",
        "CreateMLEndpoint": "to make an endpoint that predicts",
        "GetMLEndpointStatus": "to see the state of such an endpoint",
        "ListMLEndpoints": "to see the endpoints that there are",
        "DeleteMLEndpoint": "to remove an endpoint"
    ]
}
