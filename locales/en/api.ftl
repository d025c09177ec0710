# The page of the OpenAPI document, and the document's own words.

api-titre = Transcripts API
api-chapo = Transcripts of agricultural education, signed by the ministry, for enrolment sites.
api-identifiants-titre = Transcripts by INA and management number
api-identifiants-texte = Give the INA and the management number of one exam of the candidate. You receive all their published transcripts. Identify yourself by HTTP Basic.
api-jeton-titre = Transcripts by FranceConnect token
api-jeton-texte = Bring the access token that FranceConnect gave you for the candidate. It lives one minute and must hold our scope.
api-reponse = The transcripts, each as data and under the ministry’s seal. A single transcript may also be asked for as PDF.
api-essayer = Try the API in Swagger UI
api-lire = Read the documentation of the API, without a script
api-reponses-titre = Answers
