{{- /* Labels of every object; takes context, name, version. */ -}}
{{- define "storefront-platform.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: storefront
app.kubernetes.io/component: stable
app.kubernetes.io/part-of: storefront
app.kubernetes.io/version: {{ .version | quote }}
app.kubernetes.io/managed-by: Helm
helm.sh/chart: {{ .context.Chart.Name }}-{{ .context.Chart.Version }}
{{- end }}
